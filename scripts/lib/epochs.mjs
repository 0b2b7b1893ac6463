import { Problem } from './say.mjs'
import { literal, NOW } from './sql.mjs'

const KINDS = ['all', 'software-id', 'template', 'statement-issuer']

/** The statement that refuses every client of a kind that has registered until now. */
export const refusalOf = (wishes) =>
  `INSERT INTO epochs (name, since) VALUES (${literal(nameOf(wishes))}, ${NOW} + 1) ` +
  'ON CONFLICT (name) DO UPDATE SET since = MAX(since, excluded.since) RETURNING name, since'

// What the sweep remembers of clients that were never used is no epoch that anybody began, and none that can be lifted.
export const LIST = "SELECT name, since FROM epochs WHERE name <> 'unused' ORDER BY name"

/** The statement that lets the clients of a kind be again. */
export const liftOf = (wishes) => `DELETE FROM epochs WHERE name = ${literal(nameOf(wishes))} RETURNING name, since`

function nameOf(wishes) {
  const [kind, ...others] = KINDS.filter((kind) => wishes[kind] !== undefined)
  if (!kind || others.length > 0) {
    throw new Problem('say whom: --all, --software-id ID, --template NAME or --statement-issuer ISS, one of them')
  }
  if (kind === 'all') return 'all'
  const [name, ...more] = [wishes[kind]].flat()
  if (name === '' || more.length > 0) throw new Problem(`--${kind} is one name`)
  return `${kind.replace('-', '_')} ${name}`
}
