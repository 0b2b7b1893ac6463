import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { devVar } from './dev-vars.mjs'
import { at } from './project.mjs'
import { Problem } from './say.mjs'

// Loaded at the first use, because the set-up that installs it imports this module.
const require = createRequire(import.meta.url)

/** The configuration of the deployed server: a second server, such as one to try a version, has a file of its own. */
export const CONFIGURATION = process.env.ENROL_CONFIG || 'wrangler.toml'

/** Returns the settings of the configuration, which are those of the deployed server without its secrets. */
export const settingsIn = (toml) => readToml(CONFIGURATION, toml).vars ?? {}

/** Returns the limits that the configuration sets for the plan Workers Paid. */
export const limitsIn = (toml) => readToml(CONFIGURATION, toml).limits ?? {}

/** Returns a setting of the local or the deployed server as the Worker reads it; an empty text if it is not set. */
export const settingOf = (setting, where, { vars = devVar(setting), toml } = {}) =>
  // A setting of .dev.vars replaces the whole setting of wrangler.toml.
  where === '--local' && vars ? vars : textOf(settingsIn(toml)[setting] ?? '')

/** Returns a setting of the local or the deployed server that is a table; an empty table if it is none. */
export function tableOf(setting, where, files) {
  try {
    const table = JSON.parse(settingOf(setting, where, files))
    return isObject(table) ? table : {}
  } catch {
    return {}
  }
}

/** Writes a setting as the Worker reads it: text as it is, a table or a list as JSON. */
const textOf = (value) => (typeof value === 'string' ? value : JSON.stringify(value))

/** Returns whether the setting STATEMENT_ISSUERS has an issuer, as far as the files here show. */
export const isInSetting = (issuer, where, files) => Object.hasOwn(tableOf('STATEMENT_ISSUERS', where, files), issuer)

export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads JSON. The message names the source but never shows the text, which may be secret. */
export function readJson(text, name) {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem(`${name} is not JSON`)
  }
}

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
