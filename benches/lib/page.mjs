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

/** Writes the rows of a Markdown table for one scenario. */
export const rows = (scenario, measured) => measured.map((row, index) => line(cells(index ? '' : scenario, row)))

export const head = () => {
  const measures = ['requests/s', 'p50 ms', 'p99 ms', 'CPU µs', 'D1', 'Enrol, requests/s', 'Enrol, CPU', 'target']
  const titles = ['scenario', 'server', ...measures]
  return [line(titles), line(titles.map((_, index) => (index < 2 ? '---' : '--:')))]
}

function cells(scenario, { name, refused, rate, p50, p99, cpu, statements, ratios, targets }) {
  if (refused) return [scenario, name, `invalid: ${JSON.stringify(refused)}`, '', '', '', '', '', '', '']
  const times = (value) => (Number.isFinite(value) ? `${value.toFixed(2)} ×` : '')
  const measured = [rate.toFixed(0), p50.toFixed(2), p99.toFixed(2), Number.isFinite(cpu) ? cpu.toFixed(0) : '']
  measured.push(statements === undefined ? '' : String(statements))
  return [scenario, name, ...measured, times(ratios?.rate), times(ratios?.cpu), verdict(ratios, targets)]
}

/** Returns why these figures cannot be published as results; `undefined` if they can. */
export function whatLacks(measured) {
  if (measured.some(({ refused }) => refused)) return 'a row is invalid'
  if (!measured.every(({ cpu }) => Number.isFinite(cpu))) return 'CPU time cannot be measured here, only on Linux'
  return undefined
}

const TARGETS = {
  rate: ({ rate }, wanted) => ['≥', rate >= wanted],
  cpu: ({ cpu }, wanted) => ['CPU ≤', cpu <= wanted],
  // The other is the first one grown.
  grown: ({ cpu }, wanted) => ['grown ≤', 1 / cpu <= wanted],
}

/** Writes the target of Enrol, and whether it is met. */
function verdict(ratios, targets = {}) {
  const says = Object.entries(targets).map(([measure, wanted]) => {
    const [words, isMet] = TARGETS[measure](ratios, wanted)
    return `${words} ${wanted} ×: ${isMet ? 'met' : 'missed'}`
  })
  return says.join(', ')
}

const line = (texts) => `| ${texts.join(' | ')} |`
