import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The time for which a document is cached. */
export const PAUSE_SECONDS = 30

/** Makes a cached document older in the KV file of the local runtime, which reads it at its start. */
export function age(folder, address, seconds) {
  const root = join(folder, 'state/v3/kv')
  const names = readdirSync(root, { recursive: true }).filter((name) => /[/\\]blobs[/\\]/.test(name))
  const all = names.map((name) => join(root, name)).map((file) => [file, JSON.parse(readFileSync(file, 'utf8'))])
  const [[file, kept], ...others] = all.filter(([, { uri }]) => uri === address)
  assert.deepEqual(others, [])
  const [asked_at, fetched_at] = [kept.asked_at - seconds, kept.fetched_at - seconds]
  writeFileSync(file, JSON.stringify({ ...kept, asked_at, fetched_at }))
}
