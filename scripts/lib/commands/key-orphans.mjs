import { literal, NOW } from '../sql.mjs'

const LATELY = 90 * 86_400

/** Returns the statement that counts the clients of a key, in one row. `beginnings` are those of its sealed clients. */
export function orphansOf(name, beginnings) {
  const lately = `last_used_at > ${NOW} - ${LATELY}`
  return (
    'WITH sealed AS (SELECT last_used_at FROM uses ' +
    `WHERE substr(client_id, 1, 3) IN (${beginnings.map(literal).join(', ')}) ` +
    'AND NOT EXISTS (SELECT 1 FROM clients WHERE clients.client_id = uses.client_id)), ' +
    'stored AS (SELECT last_used_at FROM clients LEFT JOIN uses ON uses.client_id = clients.client_id ' +
    `WHERE deleted_at IS NULL AND ${literal(name)} IN (secret_key, token_key)) ` +
    `SELECT (SELECT COUNT(*) FROM sealed WHERE ${lately}) AS sealed_lately, ` +
    '(SELECT COUNT(*) FROM sealed) AS sealed_used, ' +
    `(SELECT COUNT(*) FROM stored WHERE ${lately}) AS stored_lately, ` +
    '(SELECT COUNT(last_used_at) FROM stored) AS stored_used, ' +
    '(SELECT COUNT(*) FROM stored) AS stored_registered'
  )
}

/** Writes the counts for people. */
export const orphansText = (counts) =>
  [
    `${counts.name}  hint ${counts.hint}  ${ringText(counts)}`,
    `sealed clients: ${usedText(counts.sealed_lately, counts.sealed_used)}; without the key they must register again`,
    `stored clients: ${usedText(counts.stored_lately, counts.stored_used)}, ${counts.stored_registered} in all; ` +
      'without the key their client secrets and registration access tokens are not accepted',
  ].join('\n')

const usedText = (lately, ever) => `${lately} used in the last 90 days, ${ever} ever`

function ringText({ is_in_ring, hint_shared_with: others }) {
  if (is_in_ring === null) return 'check the other keys too: clients of keys with the same hint are counted together'
  const shared = others.length > 0 ? `; ${others.join(', ')} with the same hint, whose sealed clients are counted too` : ''
  return `${is_in_ring ? '' : 'not '}in MASTER_SECRET of .dev.vars${shared}`
}
