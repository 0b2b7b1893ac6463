import { readFileSync } from 'node:fs'
import { outcomeOf, shardOf } from './lib/mutants.mjs'
import { output, run } from './lib/processes.mjs'
import { at } from './lib/project.mjs'
import { main, Problem, say } from './lib/say.mjs'
import { setUp } from './lib/set-up.mjs'
import { setUpCargoMutants } from './lib/tools.mjs'
import { npmScripts } from './lib/usage/index.mjs'

const COUNT = 100
const GOAL = 97

// Native tests do not compile the edge.
const CORE = ['--exclude', 'src/edge/**']
// Nobody debugs these programs.
const QUICK = { CARGO_PROFILE_DEV_DEBUG: 'none' }

/** Changes the core in random places, one at a time, and lists the changes that no native test notices. */
main(async () => {
  const { count, seed } = read(process.argv.slice(2))
  await setUp()
  const cargoMutants = await setUpCargoMutants()
  const listed = output(cargoMutants, ['mutants', '--list', ...CORE])
  if (!listed) throw new Problem('cargo-mutants cannot list the changes; its output is above')
  const total = listed.trim().split('\n').length
  say(`trying about ${count} of ${total} changes, chosen by the seed ${seed}; each takes some seconds`)
  const sample = ['--sharding', 'round-robin', '--shard', shardOf(total, count, seed)]
  const where = ['--dir', at(), '--output', at('target'), '--jobs', '1']
  const code = await run(cargoMutants, ['mutants', ...where, ...CORE, ...sample], { env: QUICK })
  // The exit code is 2 for missed changes and 3 for changes that did not end.
  if (![0, 2, 3].includes(code)) throw new Problem('cargo-mutants could not run; its output is above')
  const { noticed, tried, share, missed } = outcomeOf(
    JSON.parse(readFileSync(at('target/mutants.out/outcomes.json'), 'utf8')),
  )
  if (share === undefined) throw new Problem('none of the changes compiles: try more changes or another seed')
  say(`the tests notice ${noticed} of ${tried} changes: ${share.toFixed(1)} %; the goal is ${GOAL} %`)
  for (const name of missed) say(`missed: ${name}`)
})

function read(words) {
  const [count = COUNT, seed = new Date().toISOString().slice(0, 10), ...more] = words
  if (!/^[1-9]\d*$/.test(count) || more.length > 0) throw new Problem(`usage: ${npmScripts.mutants.synopsis}`)
  return { count: Number(count), seed }
}
