import { randomBytes } from 'node:crypto'
import { literal, NOW } from '../database.mjs'

/** Queues events of the account of a user. The server logs them within a minute, and sends them to `EVENT_WEBHOOK`. */
export async function note(query, { user_id }, ...kinds) {
  const row = (kind) => {
    const contents = JSON.stringify({ e: kind, u: user_id, b: 'admin' })
    const name = `event ${user_id}.${randomBytes(16).toString('base64url')}`
    const texts = [name, 'event', user_id, contents].map(literal)
    return `(${[...texts, NOW, NOW, 0].join(', ')})`
  }
  const columns = 'name, kind, recipient, contents, created_at, due_at, attempts'
  await query(`INSERT INTO deliveries (${columns}) VALUES ${kinds.map(row).join(', ')}`)
}
