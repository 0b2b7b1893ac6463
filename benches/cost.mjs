import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { at } from '../scripts/lib/project.mjs'
import { main, Problem, say } from '../scripts/lib/say.mjs'
import { OF_PARAMETERS, tables } from './lib/cost.mjs'
import { PARAMETERS } from './lib/month.mjs'
import { readCpu } from './lib/operations.mjs'
import { identifierIn, withTables } from './lib/page.mjs'

const PAGE = 'docs/scale.md'

const NAMES = Object.keys(PARAMETERS)
const USAGE = `npm run cost                 writes the tables of ${PAGE}
npm run cost -- --check      compares the tables with the calculation
npm run cost -- ${NAMES.map((name) => `[--${name} NUMBER]`).join(' ')}
                             prints the tables for these numbers, and writes nothing`

main(async () => {
  const { check, help, ...given } = read(process.argv.slice(2))
  if (help) return console.log(USAGE)
  const sources = { cpuOf: readCpu(text('benches/results.md')), identifier: identifierIn(text('docs/identifiers.md')) }
  const made = tables({ ...PARAMETERS, ...given }, sources)
  if (Object.keys(given).length > 0) {
    for (const name of OF_PARAMETERS) console.log(`${name}\n\n${made[name].join('\n')}\n`)
    return
  }
  const before = text(PAGE)
  const page = withTables(before, made)
  if (!check) {
    writeFileSync(at(PAGE), page)
    return say(`wrote ${PAGE}`)
  }
  if (page !== before) throw new Problem(`${PAGE} is out of date: npm run cost`)
})

function read(args) {
  const options = Object.fromEntries(NAMES.map((name) => [name, { type: 'string' }]))
  const switches = { check: { type: 'boolean' }, help: { type: 'boolean' } }
  try {
    const { check, help, ...given } = parseArgs({ args, options: { ...options, ...switches } }).values
    const numbers = Object.entries(given).map(([name, value]) => [name, value === '' ? NaN : Number(value)])
    const isCount = (number) => Number.isInteger(number) && number > 0
    const isGood = ([name, number]) => (name === 'clients' ? isCount(number) : Number.isFinite(number) && number >= 0)
    if (!numbers.every(isGood)) throw new Error('each number must be 0 or more; clients must be a whole number from 1')
    if (check && numbers.length > 0) throw new Error('--check compares the page, whose numbers are fixed: give no numbers')
    return { check, help, ...Object.fromEntries(numbers) }
  } catch (error) {
    throw new Problem(`${error.message}\n${USAGE}`)
  }
}

function text(file) {
  return readFileSync(at(file), 'utf8')
}
