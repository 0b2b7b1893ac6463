import { devVar } from './dev-vars.mjs'
import { isObject } from './json.mjs'
import { readToml } from './manifests.mjs'

/** Returns the settings of wrangler.toml, which are those of the deployed server without its secrets. */
export const settingsIn = (toml) => readToml('wrangler.toml', toml).vars ?? {}

/** Returns the limits that wrangler.toml sets for the plan Workers Paid. */
export const limitsIn = (toml) => readToml('wrangler.toml', toml).limits ?? {}

/** Returns a setting of the local or the deployed server that is a table; an empty table if it is none. */
export function tableOf(setting, where, { vars = devVar(setting), toml } = {}) {
  // A setting of .dev.vars replaces the whole setting of wrangler.toml.
  const text = where === '--local' && vars ? vars : textOf(settingsIn(toml)[setting] ?? '')
  try {
    const table = JSON.parse(text)
    return isObject(table) ? table : {}
  } catch {
    return {}
  }
}

/** Writes a setting as the Worker reads it: text as it is, a table or a list as JSON. */
const textOf = (value) => (typeof value === 'string' ? value : JSON.stringify(value))

/** Returns whether the setting STATEMENT_ISSUERS has an issuer, as far as the files here show. */
export const isInSetting = (issuer, where, files) => Object.hasOwn(tableOf('STATEMENT_ISSUERS', where, files), issuer)
