import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, breakOff, METADATA, send, sendRaw } from './support/http.mjs'

const CAP = 65_536
const HEAD = 'POST /register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n'
const JSON_TYPE = { 'content-type': 'application/json' }

let enrol, database
before(async () => {
  enrol = await startEnrol({ vars: { CLIENT_STORAGE: 'stored' } })
  database = enrol.database()
})
after(async () => {
  database?.close()
  await enrol?.stop()
})

const count = () => database.prepare('SELECT count(*) AS n FROM clients').get().n

const padded = (length) => JSON.stringify(METADATA).padEnd(length, ' ')

const post = (body, headers = JSON_TYPE) => send(`${enrol.issuer}/register`, { method: 'POST', body, headers })

test('A18: a body of exactly the limit is read, and one more byte is 413', async () => {
  assert.equal((await post(padded(CAP))).status, 201)
  const before = count()
  assertRefused(await post(padded(CAP + 1)), 413)
  assertRefused(await post(padded(20 * CAP)), 413)
  assert.equal(count(), before)
})

test('A18: a body without a declared length is read up to the limit', async () => {
  const chunked = (length) =>
    new Promise((resolve, reject) => {
      const message = request(`${enrol.issuer}/register`, { method: 'POST', headers: JSON_TYPE }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode))
      })
      message.on('error', reject)
      const text = padded(length)
      for (let start = 0; start < length; start += 4096) message.write(text.slice(start, start + 4096))
      message.end()
    })
  assert.equal(await chunked(CAP), 201)
  const before = count()
  assert.equal(await chunked(CAP + 1), 413)
  assert.equal(await chunked(4 * CAP), 413)
  assert.equal(count(), before)
})

test('A18: a declared length that is too small cuts the body, which is then invalid JSON', async () => {
  const before = count()
  const text = JSON.stringify(METADATA)
  const { status, json } = await sendRaw(enrol, `${HEAD}Content-Length: 20\r\n\r\n${text}`)
  assert.equal(status, 400)
  assert.equal(json.error, 'invalid_client_metadata')
  assert.equal(count(), before)
})

test('A18, A27: an interrupted body registers no client, even if it parses as JSON', async () => {
  const before = count()
  const text = JSON.stringify(METADATA)
  const whole = `${text.length.toString(16)}\r\n${text}\r\n`
  await breakOff(enrol, `${HEAD}Content-Length: ${text.length + 100}\r\n\r\n${text}`)
  await breakOff(enrol, `${HEAD}Transfer-Encoding: chunked\r\n\r\n${whole}`)
  // The runtime cancels a request without a client at the latest at the end of its body: no answer, no log line.
  assert.equal((await post(text)).status, 201)
  assert.equal(count(), before + 1)
})

test('A32: neither Expect: 100-continue nor Transfer-Encoding gets a body past the limit', async () => {
  const before = count()
  const size = (CAP + 1).toString(16)
  const rows = [
    [`${HEAD}Expect: 100-continue\r\nContent-Length: ${CAP + 1}\r\n\r\n`, padded(CAP + 1)],
    [`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, `${size}\r\n${padded(CAP + 1)}\r\n0\r\n\r\n`],
  ]
  for (const pieces of rows) {
    const { text, head: answer } = await sendRaw(enrol, ...pieces)
    assert.match(`${answer}\n${text}`, /^HTTP\/1\.1 413 /m)
  }
  assert.equal(count(), before)
})

test('A19: a compressed body is 415 and is not unpacked', async () => {
  const body = gzipSync(JSON.stringify(METADATA))
  assertRefused(await post(body, { ...JSON_TYPE, 'content-encoding': 'gzip' }), 415)
})

test('A6, A7, A8: only application/json in UTF-8 is read', async () => {
  const body = JSON.stringify(METADATA)
  const unwanted = ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']
  for (const type of [...unwanted, 'application/json; charset=latin1']) {
    assertRefused(await post(body, { 'content-type': type }), 415)
  }
  assertRefused(await post(Buffer.from(body), {}), 415)
  assert.equal((await post(body, { 'content-type': 'Application/JSON ; charset=utf-8' })).status, 201)
})

test('A9, A10, A11: a body that is not one JSON object in UTF-8 is refused', async () => {
  const before = count()
  const texts = ['', 'null', '[]', '"x"', '1', '[{}]', '{}x', "{'a':1}", '{"a":1,}', '{"a":1,"a":2}']
  const bodies = [...texts, Buffer.from([0x7b, 0xff, 0x7d])]
  for (const body of bodies) {
    const answer = await post(body)
    assertRefused(answer, 400)
    assert.equal(answer.json.error, 'invalid_client_metadata', String(body))
  }
  assert.equal(count(), before)
})
