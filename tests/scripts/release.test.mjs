import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { at } from '../../scripts/lib/project.mjs'
import { configuration } from '../../scripts/lib/release.mjs'

const toml = readFileSync(at('wrangler.toml'), 'utf8')

test('the configuration of a release builds nothing and names no resource of an account', () => {
  const made = configuration(toml)
  assert.match(made, /^main = "worker\/index\.js"$/m)
  assert.doesNotMatch(made, /\[build\]|^database_id|^id = |npm run check|kv namespace create/m)
  for (const kept of ['[[d1_databases]]', 'binding = "CACHE"', 'name = "REGISTRATION_LIMIT"', 'crons = ']) assert.ok(made.includes(kept), kept)
})

test('a change of wrangler.toml that a release does not expect stops it', () => {
  assert.throws(() => configuration(toml.replace('[build]', '[other]')), /holds nothing that matches/)
})
