import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build } from 'esbuild'
import { at } from '../../scripts/lib/project.mjs'

/** The entry of the Worker, on top of these functions instead of Rust. */
async function entry(context, rust) {
  const calls = []
  const standIn = {
    initSync: () => {},
    fetch: async () => new Response('answered'),
    scheduled: async () => undefined,
    deliver: async () => undefined,
    hasDue: () => false,
    lost: () => new Response('lost', { status: 500 }),
    brokeOff: (error) => calls.push(['brokeOff', error]),
    __wbg_reset_state: () => calls.push(['renewed']),
    ...rust,
  }
  define(context, 'rust', standIn)
  // The entry has a function of its own, which Rust calls.
  define(context, 'queueMicrotask', globalThis.queueMicrotask)
  const standsIn = {
    name: 'stands in for Rust',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\/index/ }, ({ path }) => ({ path, namespace: 'rust' }))
      const contents = Object.keys(standIn).map((name) => `export const ${name} = globalThis.rust.${name}`).join('\n')
      onLoad({ filter: /js$/, namespace: 'rust' }, () => ({ contents }))
      onLoad({ filter: /wasm$/, namespace: 'rust' }, () => ({ contents: 'export default undefined' }))
    },
  }
  const options = { bundle: true, write: false, format: 'esm', plugins: [standsIn] }
  const { outputFiles } = await build({ ...options, entryPoints: [at('src/edge/entry.mjs')] })
  // Never the same module twice.
  const text = `${outputFiles[0].text}\n// ${Math.random()}`
  const { default: worker } = await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)
  const waited = []
  const platform = { waitUntil: (promise) => waited.push(promise) }
  return {
    calls,
    waited,
    breakOff: (error) => inMicrotask(() => {
      throw error
    }),
    fetch: () => worker.fetch(new Request('https://as.example/'), {}, platform),
    scheduled: () => worker.scheduled({}, {}, platform),
  }
}

function define(context, name, value) {
  const before = Object.getOwnPropertyDescriptor(globalThis, name)
  globalThis[name] = value
  context.after(() => (before ? Object.defineProperty(globalThis, name, before) : delete globalThis[name]))
}

/** Runs a task as Rust does, until it has run. */
async function inMicrotask(task) {
  globalThis.queueMicrotask(task)
  await new Promise((resolve) => setImmediate(resolve))
}

const never = () => new Promise(() => {})

test('each call of Rust is also waited for when its client has gone', async (context) => {
  const { fetch, scheduled, waited } = await entry(context, { scheduled: async () => 'swept' })
  assert.equal(await (await fetch()).text(), 'answered')
  assert.equal(await scheduled(), 'swept')
  assert.ok((await waited[0]).bodyUsed)
  assert.equal(await waited[1], 'swept')
})

test('when Rust breaks off each request that waits is answered, and the next has a new instance', async (context) => {
  const outcomes = [never, never, async () => new Response('next')]
  const { calls, fetch, scheduled, breakOff } = await entry(context, {
    fetch: () => outcomes.shift()(),
    scheduled: never,
  })
  const waiting = [fetch(), fetch()]
  const sweep = scheduled()
  await breakOff(new Error('unreachable'))
  for (const response of await Promise.all(waiting)) assert.equal(await response.text(), 'lost')
  assert.equal(await sweep, undefined)
  assert.deepEqual(calls, [['renewed'], ['brokeOff', 'Error: unreachable']])
  assert.equal(await (await fetch()).text(), 'next')
})

test('an answer does not wait for the messages that its request has queued, and the platform does', async (context) => {
  const due = [true, false]
  const { calls, fetch, waited, breakOff } = await entry(context, { hasDue: () => due.shift(), deliver: never })
  assert.equal(await (await fetch()).text(), 'answered')
  assert.equal(waited.length, 2)
  assert.equal(await (await fetch()).text(), 'answered')
  assert.equal(waited.length, 3)
  await breakOff(new Error('unreachable'))
  await Promise.all(waited)
  assert.deepEqual(calls[0], ['renewed'])
})

test('a task of an earlier instance that fails breaks nothing off', async (context) => {
  const { calls, fetch, breakOff } = await entry(context, {})
  assert.equal(await (await fetch()).text(), 'answered')
  await breakOff(new Error('Cannot invoke closure from previous WASM instance'))
  assert.deepEqual(calls, [])
})

test('a call that is rejected is answered as one that breaks off', async (context) => {
  const { calls, fetch } = await entry(context, { fetch: async () => Promise.reject('odd') })
  assert.equal(await (await fetch()).text(), 'lost')
  assert.deepEqual(calls, [['renewed'], ['brokeOff', 'odd']])
})
