import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { onPath, output } from '../scripts/lib/processes.mjs'
import { at } from '../scripts/lib/project.mjs'
import { main, Problem, say, seconds } from '../scripts/lib/say.mjs'
import { setUp } from '../scripts/lib/set-up.mjs'
import { buildCounted, collected, compare, differing, fails, table } from './lib/counts.mjs'

const COUNTS = at('benches/instructions.json')
const PROFILES = at('target/bench/callgrind')
const TIMES = 100
const COUNTED = '*count::repeated*'

// The C library chooses its copies and comparisons by the processor; these names, old and new, switch the special ones off.
// Variables of the caller would move the stack, so there are none.
const env = { GLIBC_TUNABLES: 'glibc.cpu.hwcaps=-AVX2,-AVX2_Usable,-AVX_Fast_Unaligned_Load,-ERMS' }

main(async () => {
  const since = performance.now()
  const writes = read(process.argv.slice(2))
  const valgrind = onPath('valgrind')
  if (!valgrind) throw new Problem('install valgrind, which counts the instructions: sudo apt install valgrind')
  await setUp()
  checkVersions()
  const program = await buildCounted()
  const circumstances = {
    architecture: process.arch,
    rust: versionOf('rustc'),
    valgrind: versionOf(valgrind),
  }
  mkdirSync(PROFILES, { recursive: true })
  const now = {}
  for (const scenario of output(program, []).trim().split('\n')) now[scenario] = count(scenario, program, valgrind)
  say(`${Object.keys(now).length} scenarios counted in ${seconds(since, 0)}`)
  if (writes) {
    writeFileSync(COUNTS, `${JSON.stringify({ ...circumstances, instructions: now }, null, 2)}\n`)
    return say('wrote benches/instructions.json')
  }
  check(now, circumstances)
})

function read(words) {
  if (words.some((word) => word !== '--write')) throw new Problem('usage: npm run bench:check [-- --write]')
  return words.length > 0
}

const versionOf = (program) => /\d+\.\d+\.\d+/.exec(output(program, ['--version']) ?? '')?.[0]

/** Checks that the counted program has the same dependencies as the Worker. */
function checkVersions() {
  const [own, ofWorker] = ['benches/native/Cargo.lock', 'Cargo.lock'].map((file) => readFileSync(at(file), 'utf8'))
  const others = differing(own, ofWorker)
  if (others.length > 0) throw new Problem(`benches/native/Cargo.lock differs from Cargo.lock: ${others.join('; ')}`)
}

/** Counts the instructions of one run of a scenario. */
function count(scenario, program, valgrind) {
  const options = [
    '--tool=callgrind',
    '--log-fd=1',
    '--collect-atstart=no',
    `--toggle-collect=${COUNTED}`,
    `--callgrind-out-file=${PROFILES}/${scenario.replace(/\W+/g, '-')}.out`,
  ]
  const args = [...options, `./${basename(program)}`, scenario, String(TIMES)]
  const total = collected(output(valgrind, args, { cwd: dirname(program), env }) ?? '')
  if (!total) throw new Problem(`callgrind counted no instructions of "${scenario}"`)
  return Math.round(total / TIMES)
}

function check(now, circumstances) {
  const { instructions, ...committed } = JSON.parse(readFileSync(COUNTS, 'utf8'))
  for (const name of Object.keys(circumstances)) {
    const [before, after] = [committed[name], circumstances[name]]
    if (before !== after) say(`${name}: ${before} for the committed counts, ${after} for these`)
  }
  if (committed.architecture !== circumstances.architecture) throw new Problem('the counts of different architectures cannot be compared')
  const rows = compare(instructions, now)
  console.log(`\n${table(rows).join('\n')}\n`)
  const failing = rows.filter(fails).map(({ scenario }) => `"${scenario}"`)
  const fewer = rows.filter(({ verdict }) => verdict === 'fewer')
  const write = 'npm run bench:check -- --write'
  if (fewer.length > 0) say(`more than a tenth fewer instructions than committed: ${write}, then commit the counts`)
  if (failing.length > 0) {
    throw new Problem(`these counts differ from the committed ones: ${failing.join(', ')}; if that is intended, ${write}, then commit the counts`)
  }
}
