import { Problem } from '../../scripts/lib/say.mjs'

// How the tables of docs/scale.md look, and the words for numbers in them.

export const MILLION = 1e6

const GIGABYTE = 1e9

/** So many things of so many bytes, in GB. */
export const gigabytes = (bytes, count) => (bytes * count) / GIGABYTE

/** The lines of a table. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)]
}

export const time = (days) => (days < 2 ? `${Math.floor(days * 24)} hours` : `${Math.floor(days)} days`)

export const count = (number) => Math.round(number).toLocaleString('en-US')

export const round = (number) => Number(number.toPrecision(2))

export const price = (amount) => (amount > 0 && amount < 0.005 ? '< 0.01' : amount.toFixed(2))

const BLOCK = /(<!-- cost: (\w+) -->\n)[\s\S]*?(<!-- cost: end -->)/g

/** A page with each table between the comments that name it: every table has a place, every place a table. */
export function withTables(page, tables) {
  const places = [...page.matchAll(BLOCK)].map(([, , name]) => name)
  const missing = Object.keys(tables).filter((name) => !places.includes(name))
  const unknown = places.filter((name) => !Object.hasOwn(tables, name))
  if (missing.length > 0) throw new Problem(`there is no place for ${missing.join(', ')}`)
  if (unknown.length > 0) throw new Problem(`there is no table ${unknown.join(', ')}`)
  return page.replace(BLOCK, (_, begin, name, end) => `${begin}\n${tables[name].join('\n')}\n\n${end}`)
}

/** How many characters the identifier of a sealed client has in the middle, as docs/identifiers.md says. */
export function identifierIn(page) {
  const found = /\bthe median has (\d+) characters\b/.exec(page)
  if (!found) throw new Problem('docs/identifiers.md does not say what the median is')
  return Number(found[1])
}
