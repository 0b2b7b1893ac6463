import { Problem, say } from './say.mjs'
import { setUpNode } from './set-up.mjs'
import { askWrangler, runWrangler, runWranglerQuietly } from './wrangler.mjs'

/** Brings a database up to what schema/ holds: the local one, or with --remote the deployed one. */
export async function migrate(where = '--local') {
  if (!['--local', '--remote'].includes(where)) throw new Problem('npm run migrate [-- --local | --remote]')
  await setUpNode()
  // Where nobody is logged in, wrangler would open a browser and wait.
  if (where === '--remote') await askWrangler(['whoami', '--json'])
  say(`applying schema/ to the ${where === '--remote' ? 'deployed' : 'local'} database`)
  const args = ['d1', 'migrations', 'apply', 'DB', where]
  // The deployed database is somebody's: there wrangler may ask before it changes it.
  const code = where === '--remote' ? await runWrangler(args, { stdio: 'inherit' }) : await runWranglerQuietly(args)
  if (code !== 0) throw new Problem('the migrations failed')
}
