import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { startElsewhere, TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, register } from './support/http.mjs'

const REDIRECT_URIS = ['https://a.example/cb', 'https://b.example/cb']
const JSON_TYPE = { 'content-type': 'application/json' }
const DOCUMENT = JSON.stringify(REDIRECT_URIS)
const PAIRWISE = '{"subject_types_supported":["public","pairwise"],"token_endpoint":"https://op.example/token"}'

const bomb = gzipSync(Buffer.alloc(10_000_000, ' '))

const MANNERS = {
  '/uris.json': (response) => response.writeHead(200, JSON_TYPE).end(DOCUMENT),
  '/kept.json': (response) => response.writeHead(200, JSON_TYPE).end(DOCUMENT),
  '/lacking.json': (response) => response.writeHead(200, JSON_TYPE).end('["https://a.example/cb"]'),
  '/page.html': (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(DOCUMENT),
  '/moved': (response) => response.writeHead(302, { location: '/uris.json' }).end(),
  '/error': (response) => response.writeHead(500, JSON_TYPE).end(DOCUMENT),
  '/large.json': (response) => response.writeHead(200, JSON_TYPE).end(DOCUMENT.padEnd(10_000_000, ' ')),
  '/bomb.json': (response) => response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(bomb),
  '/endless.json': (response) => response.writeHead(200, JSON_TYPE).write('['),
  '/silent.json': () => {},
}

let enrol, elsewhere
before(async () => {
  elsewhere = await startElsewhere(MANNERS)
  const vars = { AUTHORIZATION_SERVER: PAIRWISE, LOOPBACK_FETCH: 'on' }
  enrol = await startEnrol({ vars, env: TRUST })
})
after(async () => {
  await enrol?.stop()
  await elsewhere?.stop()
})

const registerFrom = (address) =>
  register(enrol, { redirect_uris: REDIRECT_URIS, subject_type: 'pairwise', sector_identifier_uri: address })

test('C56, Q14: a sector document is fetched without credentials and confirms the client', async () => {
  const { status, json } = await registerFrom(`${elsewhere.origin}/uris.json`)
  assert.equal(status, 201, JSON.stringify(json))
  assert.equal(json.sector_identifier_uri, `${elsewhere.origin}/uris.json`)
  const { headers, method } = elsewhere.asked.at(-1)
  assert.equal(method, 'GET')
  assert.equal(headers['user-agent'], 'enrol')
  for (const name of ['authorization', 'cookie', 'origin', 'referer']) assert.equal(headers[name], undefined)
})

test('Q18: a document is fetched once and cached', async () => {
  const address = `${elsewhere.origin}/kept.json`
  for (const time of ['the first time', 'from memory', 'from memory again']) {
    assert.equal((await registerFrom(address)).status, 201, time)
  }
  assert.equal(elsewhere.asked.filter(({ url }) => url === '/kept.json').length, 1)
})

test('C56, Q10 to Q15: every failed fetch has the same refusal', async () => {
  const bad = ['page.html', 'moved', 'error', 'large.json', 'bomb.json', 'endless.json', 'silent.json', 'nothing']
  const answers = await Promise.all(bad.map((path) => registerFrom(`${elsewhere.origin}/${path}`)))
  for (const answer of answers) {
    assertRefused(answer, 400)
    assert.equal(answer.json.error, 'invalid_client_metadata')
    assert.equal(answer.json.pointer, '/sector_identifier_uri')
  }
  assert.equal(new Set(answers.map(({ json }) => json.error_description)).size, 1)
})

test('C56, C57: a document without one of the redirection URIs is refused', async () => {
  assertRefused(await registerFrom(`${elsewhere.origin}/lacking.json`), 400)
})

test('Q2 to Q5, Q9, Q22: an address outside the public internet is never requested', async () => {
  const before = elsewhere.asked.length
  const { port } = new URL(elsewhere.origin)
  const addresses = [
    `http://localhost:${port}/uris.json`,
    'https://169.254.169.254/latest/meta-data',
    'https://[::ffff:127.0.0.1]/',
    'https://10.0.0.1/',
    'https://intranet/',
    'https://metadata.google.internal/',
    `${enrol.origin.replace('http:', 'https:')}/uris.json`,
  ]
  for (const address of addresses) assertRefused(await registerFrom(address), 400)
  assert.equal(elsewhere.asked.length, before)
})
