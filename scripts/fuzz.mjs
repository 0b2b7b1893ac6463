import { mkdirSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { onPath, output, runQuietly, start } from './lib/processes.mjs'
import { at } from './lib/project.mjs'
import { main, Problem, progress, say } from './lib/say.mjs'
import { setUp } from './lib/set-up.mjs'
import { setUpCargoFuzz, setUpNightly } from './lib/tools.mjs'
import { npmScripts } from './lib/usage/index.mjs'

const SECONDS = 60
// An input that needs more time or memory is a finding too.
const LIMITS = ['-timeout=10', '-rss_limit_mb=1024', '-max_len=16384']

const targets = readdirSync(at('fuzz/targets')).map((file) => file.replace(/\.rs$/, ''))

main(async () => {
  const { seconds, chosen } = read(process.argv.slice(2))
  await setUp()
  const compilers = ['c++', 'g++', 'clang++']
  if (!process.env.CXX && !compilers.some(onPath)) throw new Problem('libFuzzer needs a C++ compiler: install g++ or clang++')
  const programs = await build()
  for (const target of chosen) await fuzz(target, programs, seconds)
})

function read(words) {
  const numbers = words.filter((word) => /^[1-9]\d*$/.test(word))
  const names = words.filter((word) => targets.includes(word))
  if (numbers.length > 1 || numbers.length + names.length < words.length) {
    throw new Problem(`usage: ${npmScripts.fuzz.synopsis}; the targets are ${targets.join(', ')}`)
  }
  return { seconds: Number(numbers[0] ?? SECONDS), chosen: names.length > 0 ? names : targets }
}

/** Builds every target; returns the folder of the programs. */
async function build() {
  const env = { RUSTUP_TOOLCHAIN: await setUpNightly() }
  const cargoFuzz = await setUpCargoFuzz()
  const host = /^host: (.*)$/m.exec(output('rustup', ['run', env.RUSTUP_TOOLCHAIN, 'rustc', '-vV']))[1]
  // The core has no unsafe code, and without a sanitizer the fuzzer tries several times as many inputs.
  const where = ['--fuzz-dir', at('fuzz'), '--target-dir', at('target/fuzz'), '--target', host, '--sanitizer', 'none']
  const saying = 'building the fuzz targets, about a minute the first time'
  const code = await runQuietly(cargoFuzz, ['build', ...where], { env, saying })
  if (code !== 0) throw new Problem('the fuzz targets do not build')
  return at('target/fuzz', host, 'release')
}

/** Fuzzes one target. It starts from the inputs of earlier runs and of fuzz/corpus, and writes only to target/fuzz. */
async function fuzz(target, programs, seconds) {
  const [corpus, artifacts] = ['corpus', 'artifacts'].map((kind) => at('target/fuzz', kind, target))
  for (const folder of [corpus, artifacts]) mkdirSync(folder, { recursive: true })
  const program = join(programs, target)
  const dictionary = `-dict=${at('fuzz/dictionaries', `${target}.dict`)}`
  const limits = [...LIMITS, dictionary, `-artifact_prefix=${artifacts}/`]
  const args = [corpus, at('fuzz/corpus', target), ...limits, `-max_total_time=${seconds}`, '-print_final_stats=1']
  const child = start(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  progress(`${target}: fuzzing for ${seconds} seconds`, child)
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => (log += chunk))
  const [code] = await child.gone
  if (code !== 0) {
    process.stderr.write(withoutProgress(log))
    throw new Problem(`${target} fails: ${reproduction(program, log)}`)
  }
  const tried = /^stat::number_of_executed_units: +(\d+)$/m.exec(log)?.[1]
  say(`${target}: ${tried} inputs tried, none failed`)
}

const withoutProgress = (log) => log.split('\n').filter((line) => !/^#\d+\t|^\tNEW_/.test(line)).join('\n')

function reproduction(program, log) {
  const file = /Test unit written to (.*)$/m.exec(log)?.[1]
  if (!file) return 'its output is above'
  const [one, other] = [program, file].map((path) => relative(at(), path))
  return `the input is in ${other}; to reproduce it: ${one} ${other}`
}
