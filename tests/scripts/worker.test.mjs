import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build } from 'esbuild'
import { at } from '../../scripts/lib/project.mjs'

const LIMIT = 10

/** What workerd calls, on top of this instead of Rust. */
async function worker(rust) {
  const calls = []
  const standIn = {
    initSync: () => {},
    sweep: () => {},
    __wbg_reset_state: () => calls.push('reset'),
    bodyLimit: () => LIMIT,
    Arrival: { Whole: 'whole', Broken: 'broken', TooLarge: 'too large' },
    answer: (_env, method, url, head, arrival, body, certificate) => {
      calls.push({ method, url, head, arrival, body: Buffer.from(body).toString(), certificate })
      return new Response('answered')
    },
    ...rust,
  }
  const standsIn = {
    name: 'stands in for Rust',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\/index/ }, ({ path }) => ({ path, namespace: 'rust' }))
      const of = (name) => `export const ${name} = globalThis.rust.${name}`
      const contents = Object.keys(standIn).map(of).join('\n')
      onLoad({ filter: /js$/, namespace: 'rust' }, () => ({ contents }))
      onLoad({ filter: /wasm$/, namespace: 'rust' }, () => ({ contents: 'export default undefined' }))
    },
  }
  const options = { bundle: true, write: false, format: 'esm', plugins: [standsIn] }
  const { outputFiles } = await build({ ...options, entryPoints: [at('src/edge/worker.mjs')] })
  globalThis.rust = standIn
  // Never the same module twice.
  const text = `${outputFiles[0].text}\n// ${Math.random()}`
  const module = await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)
  return { calls, fetch: (request) => module.default.fetch(request, {}) }
}

const url = 'https://as.example/register?a=b'
const posted = (body, headers = {}) => new Request(url, { method: 'POST', body, headers, duplex: 'half' })

const streamed = (pieces) =>
  posted(
    new ReadableStream({
      pull(controller) {
        const piece = pieces.shift()
        if (piece instanceof Error) controller.error(piece)
        else if (piece === undefined) controller.close()
        else controller.enqueue(Buffer.from(piece))
      },
    }),
  )

test('a request is handed over in one piece', async () => {
  const { calls, fetch } = await worker()
  await fetch(new Request(url, { headers: { accept: '*/*', 'x-two': 'b' } }))
  assert.deepEqual(calls, [
    { method: 'GET', url, head: 'accept\n*/*\nx-two\nb\n', arrival: 'whole', body: '', certificate: undefined },
  ])
})

test('what the platform says of a certificate goes along with what may need one', async () => {
  const { calls, fetch } = await worker()
  const cf = { tlsClientAuth: { certPresented: '1' } }
  await fetch(Object.assign(posted('{}'), { cf }))
  await fetch(Object.assign(new Request(url), { cf }))
  assert.deepEqual(calls.map(({ certificate }) => certificate), ['{"certPresented":"1"}', undefined])
})

test('A18: a body is read up to the limit, whether or not it says how long it is', async () => {
  const { calls, fetch } = await worker()
  const became = async (request) => {
    await fetch(request)
    const { arrival, body } = calls.pop()
    return [arrival, body]
  }
  const saying = (length) => ({ 'content-length': length })
  assert.deepEqual(await became(posted('0123456789', saying('10'))), ['whole', '0123456789'])
  assert.deepEqual(await became(posted('0123456789a', saying('11'))), ['too large', ''])
  assert.deepEqual(await became(posted('0123456789a', saying('9'))), ['too large', ''])
  assert.deepEqual(await became(posted('0123', saying('four'))), ['whole', '0123'])
  assert.deepEqual(await became(streamed(['01', '23', '456789'])), ['whole', '0123456789'])
  assert.deepEqual(await became(streamed(['01', '23', '456789a'])), ['too large', ''])
  assert.deepEqual(await became(streamed(['01', new Error('gone')])), ['broken', ''])
  assert.deepEqual(await became(new Request(url, { method: 'DELETE' })), ['whole', ''])
})

test('a body that says it is longer is not touched, and none is where the server cannot run', async () => {
  for (const [length, rust] of [['11', {}], ['1', { bodyLimit: () => undefined }]]) {
    const { calls, fetch } = await worker(rust)
    const request = posted('0', { 'content-length': length })
    await fetch(request)
    assert.equal(calls[0].arrival, 'too large')
    assert.equal(request.bodyUsed, false)
  }
})

test('where Rust breaks off a request fails, and the next one has new memory', async () => {
  const outcomes = [new Error('unreachable'), new Response('one'), new Response('two')]
  const calls = []
  const answer = () => {
    const outcome = outcomes.shift()
    calls.push(outcome.message ?? 'answered')
    if (outcome instanceof Error) throw outcome
    return outcome
  }
  const { fetch } = await worker({ answer, __wbg_reset_state: () => calls.push('reset') })
  assert.throws(() => fetch(new Request(url)), /unreachable/)
  await fetch(new Request(url))
  await fetch(new Request(url))
  assert.deepEqual(calls, ['unreachable', 'reset', 'answered', 'answered'])
})

test('what waited in memory that broke off does not go on', async () => {
  let isBroken = true
  const answer = () => {
    if (isBroken) throw new Error('unreachable')
    return new Response('answered')
  }
  const { fetch } = await worker({ answer })
  const ran = []
  queueMicrotask(() => ran.push('before'))
  await settled()
  queueMicrotask(() => ran.push('of the broken'))
  assert.throws(() => fetch(new Request(url)), /unreachable/)
  isBroken = false
  await fetch(new Request(url))
  queueMicrotask(() => ran.push('after'))
  await settled()
  assert.deepEqual(ran, ['before', 'after'])
})

const settled = () => new Promise((resolve) => setImmediate(resolve))
