import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export const at = (...parts) => join(root, ...parts)

/** A file that somebody has named: npm goes to the project first, and says where it was called. */
export const fromHere = (file) => resolve(process.env.INIT_CWD ?? '', file)

/** The version of Enrol. */
export const version = () => JSON.parse(readFileSync(at('package.json'), 'utf8')).version

/** What the manifests pin; nothing is pinned a second time here. */
export const pins = () => ({
  rust: pinned('rust-toolchain.toml', /^channel = "([\d.]+)"/m),
  // A wasm-bindgen CLI reads only what the crate of the same version wrote.
  wasmBindgen: pinned('Cargo.toml', /^wasm-bindgen = .*"=([\d.]+)"/m),
})

/** What the fuzzer is built with: a day's nightly toolchain, and the version of its program. */
export const fuzzPins = () => ({
  nightly: pinned('fuzz/rust-toolchain.toml', /^channel = "nightly-([\d-]+)"/m),
  cargoFuzz: pinned('fuzz/Cargo.toml', /^cargo-fuzz = "([\d.]+)"/m),
})

function pinned(file, pattern) {
  const found = pattern.exec(readFileSync(at(file), 'utf8'))
  if (!found) throw new Error(`${file} holds no exact pin that matches ${pattern}`)
  return found[1]
}
