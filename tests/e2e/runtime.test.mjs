import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { variable } from '../../benches/lib/bindings.mjs'
import { startWorker } from '../../benches/lib/workerd.mjs'
import { mint } from '../../scripts/lib/master-secret.mjs'
import { at } from '../../scripts/lib/project.mjs'
import { METADATA } from './support/http.mjs'
import { LogLines } from './support/log-lines.mjs'

// In the runtime itself: `wrangler dev` puts a proxy before it, which hides a client that has gone.
const MODULES = {
  'stubs.mjs': at('tests/e2e/support/runtime-stubs.mjs'),
  'memory.mjs': at('tests/e2e/support/runtime-memory.mjs'),
  'index.js': at('build/index.js'),
  'index_bg.wasm': at('build/index_bg.wasm'),
}

async function startStubbed({ waits = 'a while' } = {}) {
  const said = new PassThrough()
  const lines = new LogLines(said)
  const settings = { ISSUER: 'http://localhost', MASTER_SECRET: mint('k1'), REGISTRATION_MODE: 'open', CLIENT_STORAGE: 'stored' }
  const bindings = Object.entries({ ...settings, WAITS: waits }).map(([name, value]) => variable(name, value))
  const worker = await startWorker({ modules: MODULES, bindings, log: (line) => said.write(`${line}\n`) })
  return { ...worker, lines }
}

const JSON_TYPE = { 'content-type': 'application/json' }
const REGISTRATION = { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(METADATA) }

const asked = async (path, origin) => Number(await (await fetch(`${origin}/stub/${path}`)).text())

async function untilBegun(count, origin) {
  for (let tries = 0; tries < 5000; tries++) if ((await asked('begun', origin)) >= count) return
  assert.fail('the requests did not come to wait')
}

/** Sends registrations whose clients go, by a reset, while the requests wait for the database. */
async function reset(count, { origin }) {
  const { port } = new URL(origin)
  const body = JSON.stringify(METADATA).padEnd(60_000)
  const head = `POST /register HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`
  const AT_ONCE = 10
  for (let sent = 0; sent < count; sent += AT_ONCE) {
    const before = await asked('begun', origin)
    const sockets = Array.from({ length: AT_ONCE }, () => connect(port, '127.0.0.1').setNoDelay())
    for (const socket of sockets) socket.on('error', () => {})
    for (const socket of sockets) socket.write(head + body)
    await untilBegun(before + AT_ONCE, origin)
    for (const socket of sockets) socket.resetAndDestroy()
    await Promise.all(sockets.map((socket) => socket.closed || once(socket, 'close')))
  }
  // Whatever began before this one is over when this one is.
  assert.equal((await fetch(`${origin}/register`, REGISTRATION)).status, 201)
}

/** How much memory a process has; not a number but on Linux. */
function residentMegabytes(pid) {
  if (process.platform !== 'linux') return NaN
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
}

test('requests whose clients go while they wait leave nothing in memory', async (context) => {
  const worker = await startStubbed()
  context.after(worker.stop)
  const memory = async () => ({ rust: (await asked('memory', worker.origin)) / 2 ** 20, process: residentMegabytes(worker.pid) })
  await reset(300, worker)
  const warm = await memory()
  await reset(1000, worker)
  const later = await memory()
  const grown = { rust: later.rust - warm.rust, process: later.process - warm.process }
  context.diagnostic(`after 300 ${JSON.stringify(warm)} MB, after 1,000 more ${JSON.stringify(grown)} MB more`)
  // Requests that are never ended would keep their bodies, 60 MB. How many are there at once differs.
  assert.ok(grown.rust < 10, `${grown.rust} MB more`)
  // A Worker without Rust grows by 20 to 36 MB under the same load, and with requests that are never ended this one by 88.
  if (process.platform === 'linux') assert.ok(grown.process < 60, `${grown.process} MB more`)
})

test('R49: when Rust breaks off every request that waits is answered in JSON, and later ones have a new instance', async (context) => {
  const { origin, lines, stop } = await startStubbed({ waits: 'until released' })
  context.after(stop)
  const waiting = [1, 2].map(() => fetch(`${origin}/register`, REGISTRATION))
  await untilBegun(2, origin)
  const answers = [await fetch(`${origin}/register`, { method: 'PROPFIND' }), ...(await Promise.all(waiting))]
  const discovery = await fetch(`${origin}/.well-known/oauth-authorization-server`)
  for (const answer of answers) {
    const { status, headers } = answer
    assert.deepEqual([status, headers.get('content-type')], [500, 'application/json'])
    for (const [name, value] of discovery.headers) if (ALWAYS.includes(name)) assert.equal(headers.get(name), value, name)
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.deepEqual(await answer.json(), { error: 'server_error', error_description: 'the server failed' })
  }
  assert.equal(discovery.status, 200)
  // A request that waits for the platform when its instance is gone never continues.
  await fetch(`${origin}/stub/release`)
  assert.equal((await fetch(`${origin}/register`, REGISTRATION)).status, 201)
  const faults = await lines.matching(1, ({ fault }) => fault)
  assert.deepEqual(faults, [{ code: 'server_error', fault: 'broke off: Error: unreachable' }])
})

const ALWAYS = ['access-control-allow-origin', 'access-control-expose-headers', 'referrer-policy', 'x-content-type-options']

test('bindings that are missing or odd refuse a request, and the log says which', async (context) => {
  const { origin, lines, stop } = await startStubbed()
  context.after(stop)
  for (const [header, fault] of [
    ['x-without', 'there is no binding REGISTRATION_LIMIT'],
    ['x-odd', 'the limiter REGISTRATION_LIMIT says nothing'],
  ]) {
    const response = await fetch(`${origin}/register`, { ...REGISTRATION, headers: { ...JSON_TYPE, [header]: '1' } })
    assert.equal(response.status, 503)
    assert.equal((await lines.matching(1, (line) => line.fault === fault)).length, 1)
  }
})

test('what responses share is made once, and what one has alone reaches no other', async (context) => {
  const { origin, stop } = await startStubbed()
  context.after(stop)
  const [one, two] = [await fetch(`${origin}/register`, REGISTRATION), await fetch(`${origin}/register`, REGISTRATION)]
  const [first, second] = [one, two].map(({ headers }) => headers.get('etag'))
  assert.ok(first && second && first !== second)
  const refused = await fetch(`${origin}/register`)
  assert.deepEqual([refused.status, refused.headers.get('etag')], [405, null])
  assert.equal((await one.json()).client_name, (await two.json()).client_name)
  const address = `${origin}/.well-known/oauth-authorization-server`
  const [document, again] = [await (await fetch(address)).text(), await (await fetch(address)).text()]
  assert.equal(again, document)
  const head = await fetch(address, { method: 'HEAD' })
  assert.deepEqual([head.status, await head.text()], [200, ''])
  assert.equal(await (await fetch(address)).text(), document, 'an answer without a body is not taken for its document')
})
