// The entry point that workerd calls. A trap in Rust, or an exception that Rust does not catch, leaves its memory in
// disorder. Then each waiting request is answered at once, and later requests get a new instance.

import module from './index_bg.wasm'
import { __wbg_reset_state as renew, brokeOff, deliver, fetch, hasDue, initSync, lost, scheduled } from './index.js'

initSync({ module })

/** The functions that each end one call of Rust. */
const waiting = new Set()

function breakOff(error) {
  // Other tasks of the instance fail too; it is replaced already.
  if (waiting.size === 0) return
  for (const end of waiting) end()
  waiting.clear()
  renew()
  brokeOff(String(error))
}

// Rust runs in microtasks of its own; their exceptions arrive only here. The function of the platform takes 3 µs a call, a
// promise a tenth of that.
const soon = Promise.resolve()
globalThis.queueMicrotask = (task) => void soon.then(task).catch(breakOff)

/** Calls Rust. The promise is fulfilled when Rust is done, and with `undefined` when Rust breaks off. */
function call(rust, event, env, context) {
  const done = new Promise((resolve) => {
    const end = (result) => {
      waiting.delete(end)
      resolve(result)
    }
    waiting.add(end)
    rust(event, env, context).then(end, breakOff)
  })
  // Otherwise the runtime cancels a request whose client has gone, and Rust never frees the memory of the request.
  context.waitUntil(done)
  return done
}

async function answer(request, env, context) {
  const response = await call(fetch, request, env, context)
  // The answer does not wait for the work that the request has left: messages, and counts.
  if (response && hasDue()) call(deliver, undefined, env, context)
  // Each request needs its own `lost()`: the runtime refuses a response that was made for another request.
  return response ?? lost()
}

export default {
  fetch: answer,
  scheduled: (event, env, context) => call(scheduled, event, env, context),
}
