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
    give: () => {},
    __wbg_reset_state: () => calls.push('reset'),
    bodyLimit: () => LIMIT,
    fieldNames: (method) => (method === 'GET' ? 'if-none-match' : 'accept\ncontent-type'),
    Arrival: { Whole: 'whole', Broken: 'broken', TooLarge: 'too large' },
    answer: (_env, request, head, arrival, body) => {
      calls.push({ url: request.url, head, arrival, body: Buffer.from(body).toString() })
      return new Response('answered')
    },
    ...rust,
  }
  const standsIn = {
    name: 'stands in for Rust',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\/index/ }, ({ path }) => ({ path, namespace: 'rust' }))
      const of = (name) => `export const ${name} = globalThis.rust.${name}`
      const waits = "import { wait } from './rust.mjs'\nglobalThis.rust.wait = wait"
      const contents = [...Object.keys(standIn).map(of), waits].join('\n')
      onLoad({ filter: /js$/, namespace: 'rust' }, () => ({ contents, resolveDir: at('src/edge') }))
      onLoad({ filter: /wasm$/, namespace: 'rust' }, () => ({ contents: 'export default undefined' }))
    },
  }
  const options = { bundle: true, write: false, format: 'esm', plugins: [standsIn] }
  const { outputFiles } = await build({ ...options, entryPoints: [at('src/edge/worker.mjs')] })
  globalThis.rust = standIn
  // Never the same module twice.
  const text = `${outputFiles[0].text}\n// ${Math.random()}`
  const module = await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)
  return { calls, wait: standIn.wait, fetch: (request) => module.default.fetch(request, {}) }
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

test('a request is handed over in one piece, with the fields that are read of its method', async () => {
  const { calls, fetch } = await worker()
  const platform = { 'cf-connecting-ip': '203.0.113.7', 'cf-ray': 'ray' }
  const headers = { accept: '*/*', 'if-none-match': '"a"', 'x-two': 'b' }
  await fetch(new Request(url, { headers: { ...platform, ...headers } }))
  await fetch(new Request(url, { method: 'HEAD', headers: { 'if-none-match': '' } }))
  await fetch(new Request(url, { method: 'DELETE', headers }))
  const heads = [
    `GET\n${url}\n203.0.113.7\nray\nif-none-match\n"a"\n`,
    `HEAD\n${url}\n\n\nif-none-match\n\n`,
    `DELETE\n${url}\n\n\naccept\n*/*\n`,
  ]
  const whole = { url, arrival: 'whole', body: '' }
  assert.deepEqual(calls, heads.map((head) => ({ head, ...whole })))
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

const unreachable = () => {
  throw new Error('unreachable')
}

test('where Rust breaks off a request is told so in JSON, and the next one has new memory', async (context) => {
  const logged = context.mock.method(console, 'log', () => {})
  const outcomes = [unreachable, () => new Response('one'), () => new Response('two')]
  const calls = []
  const answer = () => {
    calls.push('answer')
    return outcomes.shift()()
  }
  const { fetch } = await worker({ answer, __wbg_reset_state: () => calls.push('reset') })
  const refused = await fetch(new Request(url))
  assert.deepEqual([refused.status, await refused.json()], [500, FAILED])
  assert.equal(refused.headers.get('cache-control'), 'no-store')
  assert.match(logged.mock.calls[0].arguments[0], /^{"code":"server_error","fault":"broke off: .*unreachable"}$/)
  assert.equal(await (await fetch(new Request(url))).text(), 'one')
  assert.equal(await (await fetch(new Request(url))).text(), 'two')
  assert.deepEqual(calls, ['answer', 'reset', 'answer', 'answer'])
})

test('what a task waits for is given to it, and what it comes to goes to who has asked', async () => {
  const given = []
  const give = (...its) => {
    given.push(its)
    return given.length === 3 ? new Response('answered') : undefined
  }
  const { fetch, wait } = await worker({ answer: () => 7, give })
  const answered = fetch(new Request(url))
  wait(Promise.resolve('one'), 7, 8)
  await settled()
  wait(Promise.reject('two'), 7, 9)
  await settled()
  wait(Promise.resolve('three'), 7, 10)
  assert.equal(await (await answered).text(), 'answered')
  assert.deepEqual(given, [[7, 8, 'one', false], [7, 9, 'two', true], [7, 10, 'three', false]])
})

test('what waits when Rust breaks off is told so as well, and goes on nowhere', async (context) => {
  context.mock.method(console, 'log', () => {})
  const outcomes = [() => 7, unreachable, () => new Response('answered')]
  const given = []
  const { fetch, wait } = await worker({ answer: () => outcomes.shift()(), give: (...its) => given.push(its) })
  const waits = fetch(new Request(url))
  let there
  wait(new Promise((resolve) => (there = resolve)), 7, 8)
  assert.equal((await fetch(new Request(url))).status, 500)
  assert.deepEqual([(await waits).status, await (await waits).json()], [500, FAILED])
  assert.equal(await (await fetch(new Request(url))).text(), 'answered')
  there('late')
  await settled()
  assert.deepEqual(given, [])
})

test('a task that breaks off is told as a failure', async (context) => {
  context.mock.method(console, 'log', () => {})
  const { fetch, wait } = await worker({ answer: () => 7, give: unreachable })
  const answered = fetch(new Request(url))
  wait(Promise.resolve('one'), 7, 8)
  assert.equal((await answered).status, 500)
})

test('a body limit that cannot be told is as if nothing were read', async (context) => {
  context.mock.method(console, 'log', () => {})
  const { calls, fetch } = await worker({ bodyLimit: unreachable })
  assert.equal(await (await fetch(posted('0', { 'content-length': '1' }))).text(), 'answered')
  assert.deepEqual(calls.map((call) => call.arrival ?? call), ['reset', 'too large'])
})

const FAILED = { error: 'server_error', error_description: 'the server failed' }

const settled = () => new Promise((resolve) => setImmediate(resolve))
