import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'
import { runQuietly, start } from './processes.mjs'
import { at, temporaryFolder } from './project.mjs'
import { node } from './wrangler.mjs'

// Each stage returns { passed, failed }, and the reasons of skipped tests if there are any. Output is shown if it fails.

/** Runs a program that passes or fails as a whole. */
export const check = async (command, args, options) => checked((await runQuietly(command, args, options)) === 0)

export const checked = (isGood) => ({ passed: isGood ? 1 : 0, failed: isGood ? 0 : 1 })

/** Runs the tests of cargo and counts them by the result line of each test program. */
export async function cargoTest() {
  const child = start('cargo', ['test', '--locked', '--no-fail-fast'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), child.gone])
  const results = stripVTControlCharacters(output).matchAll(/^test result: .*?(\d+) passed; (\d+) failed/gm)
  const tally = { passed: 0, failed: 0 }
  for (const [, passed, failed] of results) {
    tally.passed += Number(passed)
    tally.failed += Number(failed)
  }
  const result = resultOf(tally, code)
  if (result.failed > 0) process.stderr.write(errors + output)
  return result
}

const LIMIT_MS = 180_000

/** Runs the node:test files of a folder, each within a limit, and counts their tests as node does. */
export async function nodeTest(folder, limit = LIMIT_MS) {
  const files = readdirSync(at(folder)).filter((name) => /\.test\.(mjs|ts)$/.test(name))
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
    const code = await runQuietly(node, args)
    return resultOf(tally(counts), code)
  } finally {
    temporary.remove()
  }
}

function tally(file) {
  try {
    const { tests, passed, reasons } = JSON.parse(readFileSync(file, 'utf8'))
    // A test that is cancelled, a todo, or skipped without a reason has not passed.
    return { passed, failed: tests - passed - reasons.length, reasons }
  } catch {
    return { passed: 0, failed: 0 }
  }
}

// A run without tests has failed, and so has a run that fails without a failed test.
const resultOf = ({ passed, failed, reasons }, code) => ({
  passed,
  reasons,
  failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed,
})
