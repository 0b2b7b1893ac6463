// Enrol with bindings that the tests hold in hand: a database whose answers wait, and limits without end. `/stub/...` asks
// the stubs themselves.

import { memoryOfRust } from './memory.mjs'
import enrol from './index.js'

let begun = 0
let release
const released = new Promise((resolve) => (release = resolve))

/** A database that has nothing, stores everything, and takes its time. */
const statement = (waits) => ({ bind: () => statement(waits), all: () => waits().then(() => ({ results: [{ stored: 1 }] })) })

const database = (waits) => ({
  prepare: () => statement(waits),
  batch: (statements) => Promise.all(statements.map((one) => one.all())),
})

async function slowly() {
  begun++
  await scheduler.wait(100)
}

async function untilReleased() {
  begun++
  // Not for ever: the runtime takes a request that waits for nothing at all for one that hangs.
  await Promise.race([released, scheduler.wait(60_000)])
}

const limiter = (success) => ({ limit: async () => ({ success }) })

const LIMITERS = ['REGISTRATION_LIMIT', 'STORAGE_LIMIT', 'USE_LIMIT', 'CLIENT_ASSERTION_LIMIT', 'ASSERTION_LIMIT', 'FAILURE_LIMIT']

const log = console.log
console.log = (line) => {
  // An exception that Rust does not expect leaves it as a trap does. Every method that no endpoint has is logged so.
  if (line.includes('"method":"OTHER"')) throw new Error('unreachable')
  log(line)
}

export default {
  fetch(request, env, context) {
    const { pathname } = new URL(request.url)
    if (pathname === '/stub/begun') return new Response(String(begun))
    if (pathname === '/stub/memory') return new Response(String(memoryOfRust()))
    if (pathname === '/stub/release') return new Response(release())
    const waits = env.WAITS === 'until released' ? untilReleased : slowly
    const limits = Object.fromEntries(LIMITERS.map((name) => [name, limiter(name === 'REGISTRATION_LIMIT' ? odd(request) : true)]))
    const bindings = request.headers.has('x-without') ? {} : { DB: database(waits), ...limits }
    return enrol.fetch(request, { ...env, ...bindings }, context)
  },
}

const odd = (request) => (request.headers.has('x-odd') ? 'odd' : true)
