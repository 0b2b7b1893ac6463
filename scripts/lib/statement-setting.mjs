import { readFileSync } from 'node:fs'
import { devVar } from './dev-vars.mjs'
import { isObject } from './json.mjs'
import { at } from './project.mjs'

const NAME = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[\w-]+/
const VALUE = /'''[\s\S]*?'''|"""[\s\S]*?"""|.*/
const within = ({ source, flags }) =>
  new RegExp(source.replaceAll('NAME', `(${NAME.source})`).replaceAll('VALUE', `(${VALUE.source})`), flags)

const HEADER = within(/^[^\S\n]*\[\s*vars\s*\.\s*STATEMENT_ISSUERS\s*\.\s*NAME/gm)
const LINE = within(/^[^\S\n]*NAME[^\S\n]*[=.]/gm)
const DOTTED = within(/^[^\S\n]*STATEMENT_ISSUERS\s*\.\s*NAME/gm)
const INLINE = within(/^[^\S\n]*STATEMENT_ISSUERS[^\S\n]*=[^\S\n]*VALUE/gm)
const PAIR = within(/NAME\s*[=:]/g)

/** Whether the setting STATEMENT_ISSUERS names an issuer, as far as files here tell: it goes before the database. */
export function isInSetting(issuer, where, { vars = devVar('STATEMENT_ISSUERS'), toml = configuration() } = {}) {
  // What .dev.vars sets replaces the other as a whole.
  const names = where === '--local' && vars ? namesInJson(vars) : namesInToml(toml)
  return names.includes(issuer)
}

const configuration = () => readFileSync(at('wrangler.toml'), 'utf8')

function namesInJson(text) {
  try {
    const table = JSON.parse(text)
    return isObject(table) ? Object.keys(table) : []
  } catch {
    return []
  }
}

/** The names of a table in whatever form, and maybe some that are deeper in it. */
function namesInToml(toml) {
  const parts = toml.split(/^(?=[^\S\n]*\[)/m)
  const among = (header) => parts.filter((part) => header.test(part)).join('')
  const vars = among(/^\s*\[\s*vars\s*\]/)
  const found = (pattern, text) => [...text.matchAll(pattern)].map(([, text]) => text)
  return [
    ...found(HEADER, toml),
    ...found(LINE, among(/^\s*\[\s*vars\s*\.\s*STATEMENT_ISSUERS\s*\]/)),
    ...found(DOTTED, vars),
    ...found(INLINE, vars).flatMap((value) => found(PAIR, value)),
  ].map(plain)
}

function plain(name) {
  if (name.startsWith("'")) return name.slice(1, -1)
  try {
    return name.startsWith('"') ? JSON.parse(name) : name
  } catch {
    return undefined
  }
}
