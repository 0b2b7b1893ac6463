import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { devVar } from './dev-vars.mjs'
import { isObject } from './json.mjs'
import { at } from './project.mjs'
import { Problem } from './say.mjs'

// Required when it is first needed: the set-up that installs it imports some of the same modules.
const require = createRequire(import.meta.url)

/** The settings that wrangler.toml has under [vars], which are those of the deployed server but for its secrets. */
export function settingsIn(toml = readFileSync(at('wrangler.toml'), 'utf8')) {
  return parsed(toml).vars ?? {}
}

function parsed(toml) {
  const { parse, TomlError } = require('smol-toml')
  try {
    return parse(toml)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [problem] = error.message.replace('Invalid TOML document: ', '').split('\n')
    throw new Problem(`wrangler.toml, line ${error.line}: ${problem}`)
  }
}

/** A setting that is a table, for the local server or the deployed one; empty where it is none. */
export function tableOf(setting, where, { vars = devVar(setting), toml } = {}) {
  // What .dev.vars sets replaces the other as a whole.
  const text = where === '--local' && vars ? vars : textOf(settingsIn(toml)[setting] ?? '')
  try {
    const table = JSON.parse(text)
    return isObject(table) ? table : {}
  } catch {
    return {}
  }
}

/** A setting as the Worker reads it: text as it is, a table or an array as JSON. */
const textOf = (value) => (typeof value === 'string' ? value : JSON.stringify(value))

/** Returns whether the setting STATEMENT_ISSUERS has an issuer, as far as the files here show. */
export const isInSetting = (issuer, where, files) => Object.hasOwn(tableOf('STATEMENT_ISSUERS', where, files), issuer)
