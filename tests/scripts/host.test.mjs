import assert from 'node:assert/strict'
import { test } from 'node:test'
import { certificate, count, keep, recall, respond, transact } from '../../src/edge/host.mjs'

const bytes = (text) => new TextEncoder().encode(text)

test('headers that responses share are kept, and those of one alone reach no other', async () => {
  const common = 'cache-control\nno-store\ncontent-type\napplication/json\n'
  const one = respond(201, common, 'etag\n"one"\n', bytes('{"one":1}'))
  const two = respond(200, common, 'retry-after\n60\n', bytes('{}'))
  const three = respond(304, common, '', bytes(''))
  const shared = { 'cache-control': 'no-store', 'content-type': 'application/json' }
  assert.deepEqual(Object.fromEntries(one.headers), { ...shared, etag: '"one"' })
  assert.deepEqual(Object.fromEntries(two.headers), { ...shared, 'retry-after': '60' })
  assert.deepEqual(Object.fromEntries(three.headers), shared)
  assert.deepEqual([one, two, three].map(({ status }) => status), [201, 200, 304])
  assert.deepEqual([await one.text(), three.body], ['{"one":1}', null])
})

test('of what the platform says of a request only the certificate is read', () => {
  const tlsClientAuth = { certPresented: '1' }
  assert.equal(certificate({ cf: { tlsClientAuth, country: 'AT' } }), '{"certPresented":"1"}')
  for (const cf of [undefined, {}, { tlsClientAuth: null }]) assert.equal(certificate({ cf }) ?? undefined, undefined)
})

test('what is for all is copied once, and by its headers', async () => {
  const lent = bytes('{"document":1}')
  const document = (isForAll) => respond(200, 'cache-control\npublic\netag\n"1"\n', '', lent, isForAll).text()
  assert.equal(await document(true), '{"document":1}')
  lent.fill(0)
  assert.equal(await document(true), '{"document":1}')
  assert.equal(await document(false), '\0'.repeat(14))
  assert.equal(respond(304, 'cache-control\npublic\netag\n"1"\n', '', bytes(''), true).body, null)
  assert.equal(await respond(200, 'cache-control\npublic\netag\n"2"\n', '', bytes('{}'), true).text(), '{}')
})

test('a limiter is asked about a key, and what it does not say is not made up', async () => {
  const LIMIT = { limit: async ({ key }) => (key === 'odd' ? {} : { success: key === 'good' }) }
  const counted = ['good', 'bad', 'odd'].map((key) => count({ LIMIT }, 'LIMIT', key))
  assert.deepEqual(await Promise.all(counted), [true, false, undefined])
  assert.throws(() => count({ LIMIT: {} }, 'LIMIT', 'good'), TypeError)
})

test('a binding that is not there is named', async () => {
  assert.throws(() => count({}, 'LIMIT', 'good'), /^Error: there is no binding LIMIT$/)
  assert.throws(() => recall({}, 'CACHE', 'key'), /^Error: there is no binding CACHE$/)
  assert.throws(() => keep({}, 'CACHE', 'key', 'text', 60), /^Error: there is no binding CACHE$/)
  await assert.rejects(transact({}, false, '[]'), /^Error: there is no binding DB$/)
})

test('a body is answered as it was when it was lent', async () => {
  const lent = bytes('mine')
  const response = respond(200, '', '', lent)
  lent.fill(0)
  assert.equal(await response.text(), 'mine')
})

test('headers are made once, and however often documents change not all of them are kept', (context) => {
  let made = 0
  const Headers = class extends globalThis.Headers {
    constructor(...parts) {
      super(...parts)
      made++
    }
  }
  context.mock.property(globalThis, 'Headers', Headers)
  const answered = (etag) => respond(200, `etag\n${etag}\n`, '', bytes('{}')).headers.get('etag')
  for (const _ of [1, 2]) assert.equal(answered('"first"'), '"first"')
  assert.equal(made, 1)
  for (let change = 0; change < 100; change++) assert.equal(answered(`"${change}"`), `"${change}"`)
  assert.equal(made, 101)
  assert.equal(answered('"first"'), '"first"')
  assert.equal(made, 102)
})
