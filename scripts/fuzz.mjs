import { mkdirSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { onPath, output, runQuietly, start } from './lib/processes.mjs'
import { progress } from './lib/progress.mjs'
import { at } from './lib/project.mjs'
import { main, Problem, say } from './lib/say.mjs'
import { setUp } from './lib/set-up.mjs'
import { setUpCargoFuzz, setUpNightly } from './lib/tools.mjs'

const SECONDS = 60
// What takes longer, or more, is a finding too.
const LIMITS = ['-timeout=10', '-rss_limit_mb=1024', '-max_len=16384']

const targets = readdirSync(at('fuzz/targets')).map((file) => file.replace(/\.rs$/, ''))

main(async () => {
  const { seconds, chosen } = read(process.argv.slice(2))
  await setUp()
  const compilers = ['c++', 'g++', 'clang++']
  if (!process.env.CXX && !compilers.some(onPath)) throw new Problem('libFuzzer needs a C++ compiler: install g++')
  const programs = await build()
  for (const target of chosen) await fuzz(target, programs, seconds)
})

function read(words) {
  const numbers = words.filter((word) => /^[1-9]\d*$/.test(word))
  const names = words.filter((word) => targets.includes(word))
  if (numbers.length > 1 || numbers.length + names.length < words.length) {
    throw new Problem(`npm run fuzz -- [seconds for each target] [targets]; the targets are ${targets.join(', ')}`)
  }
  return { seconds: Number(numbers[0] ?? SECONDS), chosen: names.length > 0 ? names : targets }
}

/** Builds every target; gives the folder of the programs. */
async function build() {
  const env = { RUSTUP_TOOLCHAIN: await setUpNightly() }
  const cargoFuzz = await setUpCargoFuzz()
  const host = /^host: (.*)$/m.exec(output('rustup', ['run', env.RUSTUP_TOOLCHAIN, 'rustc', '-vV']))[1]
  // The core has no unsafe code, and without a sanitizer several times as much is tried.
  const where = ['--fuzz-dir', at('fuzz'), '--target-dir', at('target/fuzz'), '--target', host, '--sanitizer', 'none']
  const saying = 'building what is fuzzed, about a minute the first time'
  const code = await runQuietly(cargoFuzz, ['build', ...where], { env, saying })
  if (code !== 0) throw new Problem('fuzz/ does not build')
  return at('target/fuzz', host, 'release')
}

/** Tries one target for a while, beginning with what was found before; what is in fuzz/ is only read. */
async function fuzz(target, programs, seconds) {
  const [corpus, artifacts] = ['corpus', 'artifacts'].map((kind) => at('target/fuzz', kind, target))
  for (const folder of [corpus, artifacts]) mkdirSync(folder, { recursive: true })
  const program = join(programs, target)
  const dictionary = `-dict=${at('fuzz/dictionaries', `${target}.dict`)}`
  const limits = [...LIMITS, dictionary, `-artifact_prefix=${artifacts}/`]
  const args = [corpus, at('fuzz/corpus', target), ...limits, `-max_total_time=${seconds}`, '-print_final_stats=1']
  const child = start(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  progress(`${target}: fuzzing for ${seconds} seconds`, child)
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => (said += chunk))
  const [code] = await child.gone
  if (code !== 0) {
    process.stderr.write(withoutProgress(said))
    throw new Problem(`${target} fails: ${reproduction(program, said)}`)
  }
  const tried = /^stat::number_of_executed_units: +(\d+)$/m.exec(said)?.[1]
  say(`${target}: ${tried} inputs tried, none fails`)
}

const withoutProgress = (said) => said.split('\n').filter((line) => !/^#\d+\t|^\tNEW_/.test(line)).join('\n')

function reproduction(program, said) {
  const file = /Test unit written to (.*)$/m.exec(said)?.[1]
  if (!file) return 'its words are above'
  const [one, other] = [program, file].map((path) => relative(at(), path))
  return `the input is in ${other}; to see it again: ${one} ${other}`
}
