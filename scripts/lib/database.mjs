import { Problem, say } from './say.mjs'
import { setUpNode } from './set-up.mjs'
import { askWrangler, runWrangler, runWranglerQuietly } from './wrangler.mjs'

/** The time of the database as SQL, in seconds: the clock of an operator can be wrong. */
export const NOW = 'unixepoch()'

/** Writes a value as SQL. */
export const literal = (value) => (typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`)

/** Runs one statement in the local or the deployed database; returns its rows. */
export async function queryDatabase(sql, where, options = {}) {
  // A statement may have the hash of a password or the digest of a token.
  const hidden = ['--command', sql]
  const answer = await askWrangler(['d1', 'execute', 'DB', where, '--json', '--yes'], { ...options, hidden })
  if (answer.code === 0) return JSON.parse(answer.stdout)[0].results
  if (`${answer.stdout}${answer.stderr}`.includes('no such table')) {
    const command = where === '--remote' ? 'npm run migrate -- --remote' : 'npm run migrate'
    throw new Problem(`the database has no tables yet: ${command}`)
  }
  throw new Problem(`the database did not answer:\n${answer.stderr || answer.stdout}`)
}

/** Applies the migrations of schema/ to the local database, or with --remote to the deployed one. */
export async function migrate(where = '--local') {
  if (!['--local', '--remote'].includes(where)) throw new Problem('usage: npm run migrate [-- --local | --remote]')
  await setUpNode()
  // wrangler opens a browser and waits if nobody is logged in.
  if (where === '--remote') await askWrangler(['whoami', '--json'])
  say(`applying schema/ to the ${where === '--remote' ? 'deployed' : 'local'} database`)
  const args = ['d1', 'migrations', 'apply', 'DB', where]
  // wrangler asks before it changes the deployed database.
  const code = where === '--remote' ? await runWrangler(args, { stdio: 'inherit' }) : await runWranglerQuietly(args)
  if (code !== 0) throw new Problem('the migrations failed; the message of wrangler is above')
}
