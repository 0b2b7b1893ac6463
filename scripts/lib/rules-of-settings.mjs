import { readFileSync } from 'node:fs'
import { BINDINGS, WASM } from './wasm.mjs'

let loaded

/**
 * What the Worker that is built says of settings: their `names`, the names of its `secrets`, and the first `fault`.
 *
 * No rule is written a second time here: the program that will read the settings is asked.
 */
export async function rulesOfSettings() {
  loaded ??= load()
  return loaded
}

async function load() {
  const rust = await import(`${BINDINGS}/index.js`)
  rust.initSync({ module: readFileSync(WASM) })
  const fault = (settings) => {
    const [setting, must] = rust.misconfigured(settings)?.split('\n') ?? []
    return setting && { setting, must }
  }
  return { names: rust.settingNames().split('\n'), secrets: rust.secretNames().split('\n'), fault }
}
