import { main, Problem } from '../scripts/lib/say.mjs'
import { setUp } from '../scripts/lib/set-up.mjs'
import { time } from './lib/counts.mjs'

main(async () => {
  await setUp()
  if (!(await time(process.argv.slice(2)))) throw new Problem('the benchmarks failed; their output is above')
})
