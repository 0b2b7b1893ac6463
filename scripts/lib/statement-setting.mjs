import { settingsIn, textOf } from './configuration.mjs'
import { devVar } from './dev-vars.mjs'
import { isObject } from './json.mjs'

const SETTING = 'STATEMENT_ISSUERS'

/** Whether the setting STATEMENT_ISSUERS names an issuer, as far as files here tell: it goes before the database. */
export function isInSetting(issuer, where, { vars = devVar(SETTING), toml } = {}) {
  // What .dev.vars sets replaces the other as a whole.
  const text = where === '--local' && vars ? vars : textOf(settingsIn(toml)[SETTING] ?? '')
  return namesIn(text).includes(issuer)
}

function namesIn(text) {
  try {
    const table = JSON.parse(text)
    return isObject(table) ? Object.keys(table) : []
  } catch {
    return []
  }
}
