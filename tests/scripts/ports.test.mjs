import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FIRST_PORT, freePort } from '../../scripts/lib/ports.mjs'

// The highest port that fetch blocks. Fetch Standard section 2.9.
const LAST_BAD_PORT = 10_080

test('the servers of the tests have no port that fetch blocks', async () => {
  await assert.rejects(fetch(`http://127.0.0.1:${LAST_BAD_PORT}`), ({ cause }) => cause.message === 'bad port')
  assert.ok(FIRST_PORT > LAST_BAD_PORT)
  assert.ok((await freePort()) >= FIRST_PORT)
})
