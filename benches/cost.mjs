import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { at } from '../scripts/lib/project.mjs'
import { main, Problem, say } from '../scripts/lib/say.mjs'
import { tables } from './lib/cost.mjs'
import { PARAMETERS } from './lib/month.mjs'
import { readCpu } from './lib/operations.mjs'
import { identifierIn, withTables } from './lib/scale.mjs'

const PAGE = 'docs/scale.md'

/** Writes the tables, or with --check says whether they are up to date; with other parameters it shows them alone. */
main(async () => {
  const { check, ...given } = read(process.argv.slice(2))
  const sources = { cpuOf: readCpu(text('benches/results.md')), identifier: identifierIn(text('docs/identifiers.md')) }
  const made = tables({ ...PARAMETERS, ...given }, sources)
  if (Object.keys(given).length > 0) {
    for (const [name, lines] of Object.entries(made)) console.log(`${name}\n\n${lines.join('\n')}\n`)
    return
  }
  const before = text(PAGE)
  const page = withTables(before, made)
  if (!check) {
    writeFileSync(at(PAGE), page)
    return say(`wrote ${PAGE}`)
  }
  if (page !== before) throw new Problem(`${PAGE} is not what the arithmetic says: npm run cost`)
})

function read(args) {
  const names = Object.keys(PARAMETERS)
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' }]))
  const usage = `npm run cost -- [--check] ${names.map((name) => `[--${name} NUMBER]`).join(' ')}`
  try {
    const { check, ...given } = parseArgs({ args, options: { ...options, check: { type: 'boolean' } } }).values
    const numbers = Object.entries(given).map(([name, value]) => [name, value === '' ? NaN : Number(value)])
    const isGood = ([name, number]) => Number.isFinite(number) && (name === 'clients' ? number > 0 : number >= 0)
    if (!numbers.every(isGood)) throw new Error('a number is 0 or more, and of clients there is one')
    return { check, ...Object.fromEntries(numbers) }
  } catch (error) {
    throw new Problem(`${error.message}\n${usage}`)
  }
}

function text(file) {
  return readFileSync(at(file), 'utf8')
}
