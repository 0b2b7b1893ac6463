import { main, Problem } from './lib/say.mjs'
import { setUpNode } from './lib/set-up.mjs'
import { runWrangler } from './lib/wrangler.mjs'

main(async () => {
  const where = process.argv[2] ?? '--local'
  if (!['--local', '--remote'].includes(where)) throw new Problem('npm run migrate [-- --local | --remote]')
  await setUpNode()
  // The deployed database is somebody's: there wrangler may ask before it changes it.
  const stdio = where === '--remote' ? 'inherit' : undefined
  process.exitCode = await runWrangler(['d1', 'migrations', 'apply', 'DB', where], stdio && { stdio })
})
