import { Problem } from '../../scripts/lib/say.mjs'

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
