import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { manage, register } from './support/http.mjs'

const LIMIT = 600
const AT_ONCE = 50

let enrol
before(async () => (enrol = await startEnrol()))
after(() => enrol?.stop())

// What is refused as invalid counts too, and writes nothing.
const attempt = (address) => register(enrol, {}, { headers: { 'cf-connecting-ip': address } })

test('A29: beyond the limit an address is told to wait, and others are not', async () => {
  const { json: client } = await register(enrol)
  let admitted = 0
  let refused
  // The window may turn once while this runs, which doubles what is let in.
  while (!refused && admitted <= 2 * LIMIT) {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => attempt('192.0.2.1')))
    admitted += answers.filter(({ status }) => status === 400).length
    refused = answers.find(({ status }) => status === 429)
  }
  assert.ok(refused, `${admitted} requests were let in`)
  assert.ok(admitted >= LIMIT, `only ${admitted} requests were let in`)
  assert.match(refused.headers.get('retry-after'), /^\d+$/)
  assert.equal(refused.headers.get('access-control-allow-origin'), '*')
  assert.equal(refused.headers.get('content-type'), 'application/json')
  assert.ok(refused.json.error)

  assert.equal((await attempt('192.0.2.2')).status, 400)
  const forwarded = { 'cf-connecting-ip': '192.0.2.1', 'x-forwarded-for': '192.0.2.3' }
  assert.equal((await register(enrol, undefined, { headers: forwarded })).status, 429)
  assert.equal((await manage(client, { headers: { 'cf-connecting-ip': '192.0.2.1' } })).status, 200)
})
