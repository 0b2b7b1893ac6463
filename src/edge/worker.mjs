// What workerd calls. Reads what arrives, hands it over in one piece, and gives back what is answered.

import module from './index_bg.wasm'
import { __wbg_reset_state, Arrival, answer, bodyLimit, initSync, sweep } from './index.js'
import { read as bytes } from './host.mjs'

const settled = Promise.resolve()
let instance = 0
let isBroken = false

// By these Rust goes on with what has waited. Those of workerd are each wrapped in an object of its own.
globalThis.queueMicrotask = (task) => {
  const its = instance
  settled.then(() => its === instance && !isBroken && call(task))
}

initSync({ module })

export default {
  fetch(request, env) {
    return isRead(request.method) ? handled(request, env, Arrival.Whole) : read(request, env)
  },

  scheduled: (_event, env) => call(() => sweep(env)),
}

const isRead = (method) => method === 'GET' || method === 'HEAD'

/** Answers a request when its body is read. What says that it is longer than the limit is not touched. */
async function read(request, env) {
  const limit = call(() => bodyLimit(env)) ?? -1
  const declared = Number(request.headers.get('content-length') ?? NaN)
  if (declared > limit || limit < 0) return handled(request, env, Arrival.TooLarge)
  let body
  try {
    body = declared <= limit ? new Uint8Array(await request.arrayBuffer()) : await bytes(request, limit)
  } catch {
    return handled(request, env, Arrival.Broken)
  }
  return body?.length <= limit ? handled(request, env, Arrival.Whole, body) : handled(request, env, Arrival.TooLarge)
}

function handled(request, env, arrival, body = new Uint8Array()) {
  let head = ''
  for (const [name, value] of request.headers) head += `${name}\n${value}\n`
  // Who only reads shows no certificate to anybody, and the platform makes what it says of a request when it is asked.
  const certificate = isRead(request.method) ? undefined : request.cf?.tlsClientAuth
  const facts = certificate && JSON.stringify(certificate)
  return call(() => answer(env, request.method, request.url, head, arrival, body, facts))
}

/** Calls Rust. What breaks off leaves its memory in disorder: nothing goes on there, and the next call has another. */
function call(task) {
  if (isBroken) {
    __wbg_reset_state()
    instance++
    isBroken = false
  }
  try {
    return task()
  } catch (error) {
    isBroken = true
    throw error
  }
}
