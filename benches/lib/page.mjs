import { Problem } from '../../scripts/lib/say.mjs'

export const MILLION = 1e6

const GIGABYTE = 1e9

/** Returns the size of `count` things in GB. */
export const gigabytes = (bytes, count) => (bytes * count) / GIGABYTE

/** Writes the lines of a Markdown table. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)]
}

export const time = (days) => (days < 2 ? `${Math.floor(days * 24)} hours` : `${Math.floor(days)} days`)

export const count = (number) => Math.round(number).toLocaleString('en-US')

export const round = (number) => Number(number.toPrecision(2))

export const price = (amount) => (amount > 0 && amount < 0.005 ? '< 0.01' : amount.toFixed(2))

const BLOCK = /(<!-- cost: (\w+) -->\n)[\s\S]*?(<!-- cost: end -->)/g

/** Puts each table of a page between the comments that name it. Every table must have a place, and every place a table. */
export function withTables(page, tables) {
  const places = [...page.matchAll(BLOCK)].map(([, , name]) => name)
  const missing = Object.keys(tables).filter((name) => !places.includes(name))
  const unknown = places.filter((name) => !Object.hasOwn(tables, name))
  if (missing.length > 0) throw new Problem(`docs/scale.md has no place for the tables ${missing.join(', ')}`)
  if (unknown.length > 0) throw new Problem(`docs/scale.md has places for unknown tables: ${unknown.join(', ')}`)
  return page.replace(BLOCK, (_, begin, name, end) => `${begin}\n${tables[name].join('\n')}\n\n${end}`)
}

/** Reads the median length of a sealed client_id from docs/identifiers.md. */
export function identifierIn(page) {
  const found = /\bthe median has (\d+) characters\b/.exec(page)
  if (!found) throw new Problem('docs/identifiers.md does not have the median: npm run identifiers')
  return Number(found[1])
}
