import { readFileSync } from 'node:fs'
import { outcomeOf, shardOf } from './lib/mutants.mjs'
import { output, run } from './lib/processes.mjs'
import { at } from './lib/project.mjs'
import { main, Problem, say } from './lib/say.mjs'
import { setUp } from './lib/set-up.mjs'
import { setUpCargoMutants } from './lib/tools.mjs'

const COUNT = 100
const GOAL = 97

// What is compiled for the Worker alone, native tests do not see.
const CORE = ['--exclude', 'src/edge/**']
// Nobody looks into these programs.
const QUICK = { CARGO_PROFILE_DEV_DEBUG: 'none' }

/** Changes the core at random, one place at a time, and tells which changes no native test notices. */
main(async () => {
  const { count, seed } = read(process.argv.slice(2))
  await setUp()
  const cargoMutants = await setUpCargoMutants()
  const listed = output(cargoMutants, ['mutants', '--list', ...CORE])
  if (!listed) throw new Problem('cargo-mutants finds nothing to change')
  const total = listed.trim().split('\n').length
  say(`trying about ${count} of ${total} changes, by the seed ${seed}; some seconds each`)
  const sample = ['--sharding', 'round-robin', '--shard', shardOf(total, count, seed)]
  const where = ['--dir', at(), '--output', at('target'), '--jobs', '1']
  const code = await run(cargoMutants, ['mutants', ...where, ...CORE, ...sample], { env: QUICK })
  // 2 and 3 are those of changes that were missed, or that went on for ever.
  if (![0, 2, 3].includes(code)) throw new Problem('cargo-mutants could not run: its words are above')
  const { noticed, tried, share, missed } = outcomeOf(
    JSON.parse(readFileSync(at('target/mutants.out/outcomes.json'), 'utf8')),
  )
  if (share === undefined) throw new Problem('none of the changes compiles')
  say(`${noticed} of ${tried} changes are noticed: ${share.toFixed(1)} %, where ${GOAL} % is the goal`)
  for (const name of missed) say(`missed: ${name}`)
})

function read(words) {
  const [count = COUNT, seed = new Date().toISOString().slice(0, 10), ...more] = words
  if (!/^[1-9]\d*$/.test(count) || more.length > 0) throw new Problem('npm run mutants -- [changes] [seed]')
  return { count: Number(count), seed }
}
