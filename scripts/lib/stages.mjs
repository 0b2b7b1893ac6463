import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { run, start } from './processes.mjs'
import { at } from './project.mjs'
import { temporaryFolder } from './temporary.mjs'
import { node } from './wrangler.mjs'

/** Each stage gives { passed, failed }, and the reasons of what was skipped, if anything was. */
export const check = async (command, args, options) => checked((await run(command, args, options)) === 0)

export const checked = (isGood) => ({ passed: isGood ? 1 : 0, failed: isGood ? 0 : 1 })

/** cargo's tests, counted by the result line of every test program. */
export async function cargoTest() {
  const env = process.stdout.isTTY ? { CARGO_TERM_COLOR: 'always' } : {}
  const args = ['test', '--locked', '--no-fail-fast']
  const child = start('cargo', args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
    process.stdout.write(chunk)
  })
  const [code] = await child.gone
  const results = stripVTControlCharacters(text).matchAll(/^test result: .*?(\d+) passed; (\d+) failed/gm)
  const tally = { passed: 0, failed: 0 }
  for (const [, passed, failed] of results) {
    tally.passed += Number(passed)
    tally.failed += Number(failed)
  }
  return ran(tally, code)
}

const LIMIT_MS = 180_000

/** Runs the node:test files of a folder, each within a limit, and counts their tests as node does. */
export async function nodeTest(folder, limit = LIMIT_MS) {
  const files = readdirSync(at(folder)).filter((name) => name.endsWith('.test.mjs'))
  if (files.length === 0) return checked(false)
  const temporary = temporaryFolder()
  try {
    const counts = join(temporary.path, 'counts.json')
    const args = [
      '--test',
      '--disable-warning=ExperimentalWarning',
      '--test-concurrency=2',
      `--test-timeout=${limit}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${at('scripts/lib/count-reporter.mjs')}`,
      `--test-reporter-destination=${counts}`,
      ...files.sort().map((name) => at(folder, name)),
    ]
    const code = await run(node, args, { stdio: ['ignore', 'inherit', 'inherit'] })
    return ran(tally(counts), code)
  } finally {
    temporary.remove()
  }
}

function tally(file) {
  try {
    const { tests, passed, reasons } = JSON.parse(readFileSync(file, 'utf8'))
    // What was cancelled, put off, or skipped without a reason did not pass.
    return { passed, failed: tests - passed - reasons.length, reasons }
  } catch {
    return { passed: 0, failed: 0 }
  }
}

// A run that counts nothing, or fails without a failed test, has failed as a whole.
const ran = ({ passed, failed, reasons }, code) => ({
  passed,
  reasons,
  failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed,
})
