import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { at } from './project.mjs'
import { Problem } from './say.mjs'

// Loaded at the first use, because the set-up that installs it imports this module.
const require = createRequire(import.meta.url)

/** Reads a TOML file of the project, or its text. */
export function readToml(file, text = readFileSync(at(file), 'utf8')) {
  const { parse, TomlError } = require('smol-toml')
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [problem] = error.message.replace('Invalid TOML document: ', '').split('\n')
    throw new Problem(`${file}, line ${error.line}: ${problem}`)
  }
}

/** Returns the versions that the manifests pin; no script pins them again. */
export const pins = () => ({
  rust: readToml('rust-toolchain.toml').toolchain.channel,
  // wasm-bindgen reads only the output of the crate of the same version.
  wasmBindgen: versionOf(readToml('Cargo.toml').target['cfg(target_arch = "wasm32")'].dependencies['wasm-bindgen']),
})

/** Returns the pinned nightly toolchain and the pinned version of cargo-fuzz. */
export const fuzzPins = () => ({
  nightly: readToml('fuzz/rust-toolchain.toml').toolchain.channel.replace('nightly-', ''),
  cargoFuzz: readToml('fuzz/Cargo.toml').package.metadata.tools['cargo-fuzz'],
})

const versionOf = (dependency) => (dependency.version ?? dependency).replace(/^=/, '')
