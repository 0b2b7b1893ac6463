import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { onPath, output } from '../scripts/lib/processes.mjs'
import { at } from '../scripts/lib/project.mjs'
import { main, Problem, say, seconds } from '../scripts/lib/say.mjs'
import { setUp } from '../scripts/lib/set-up.mjs'
import { collected, compare, differing, fails, table } from './lib/counts.mjs'
import { buildCounted } from './lib/native.mjs'

const COUNTS = at('benches/instructions.json')
const PROFILES = at('target/bench/callgrind')
const TIMES = 100
const COUNTED = '*count::repeated*'

// Of the C library's copies and comparisons those that every x86-64 machine can run: the others are ruled out, by each
// name that they have had. And no variables of the caller's, which would move the stack.
const env = { GLIBC_TUNABLES: 'glibc.cpu.hwcaps=-AVX2,-AVX2_Usable,-AVX_Fast_Unaligned_Load,-ERMS' }

main(async () => {
  const since = performance.now()
  const writes = read(process.argv.slice(2))
  const valgrind = onPath('valgrind')
  if (!valgrind) throw new Problem('valgrind counts the instructions: install it (Debian: apt install valgrind)')
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
  say(`${Object.keys(now).length} scenarios are counted, after ${seconds(since, 0)}`)
  if (writes) {
    writeFileSync(COUNTS, `${JSON.stringify({ ...circumstances, instructions: now }, null, 2)}\n`)
    return say('benches/instructions.json is written')
  }
  check(now, circumstances)
})

function read(words) {
  if (words.some((word) => word !== '--write')) throw new Problem('npm run bench:check -- [--write]')
  return words.length > 0
}

const versionOf = (program) => /\d+\.\d+\.\d+/.exec(output(program, ['--version']) ?? '')?.[0]

/** What is counted is what the Worker is made of. */
function checkVersions() {
  const [own, ofWorker] = ['benches/native/Cargo.lock', 'Cargo.lock'].map((file) => readFileSync(at(file), 'utf8'))
  const others = differing(own, ofWorker)
  if (others.length > 0) throw new Problem(`benches/native/Cargo.lock differs from Cargo.lock: ${others.join('; ')}`)
}

/** How many instructions a scenario takes once. */
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
  if (!total) throw new Problem(`callgrind has counted nothing of "${scenario}"`)
  return Math.round(total / TIMES)
}

function check(now, circumstances) {
  const { instructions, ...committed } = JSON.parse(readFileSync(COUNTS, 'utf8'))
  for (const name of Object.keys(circumstances)) {
    const [before, after] = [committed[name], circumstances[name]]
    if (before !== after) say(`${name}: ${before} for the committed counts, ${after} for these`)
  }
  if (committed.architecture !== circumstances.architecture) throw new Problem('what they count cannot be compared')
  const rows = compare(instructions, now)
  console.log(`\n${table(rows).join('\n')}\n`)
  const failing = rows.filter(fails).map(({ scenario }) => `"${scenario}"`)
  const fewer = rows.filter(({ verdict }) => verdict === 'fewer')
  const write = 'npm run bench:check -- --write'
  if (fewer.length > 0) say(`more than a tenth fewer instructions than committed: ${write}, and commit them`)
  if (failing.length > 0) {
    throw new Problem(`not as committed: ${failing.join(', ')}; if it has to be so, ${write}, and commit the counts`)
  }
}
