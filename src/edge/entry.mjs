// What workerd calls. A trap, or an exception that Rust does not catch, leaves the memory of Rust in disorder: then each
// request that waits is answered at once, and later requests get a new instance.

import module from './index_bg.wasm'
import { __wbg_reset_state as renew, brokeOff, fetch, initSync, lost, scheduled } from './index.js'

initSync({ module })

/** Ends the wait of each call of Rust. */
const waiting = new Set()

function breakOff(error) {
  // A task of the instance before says once more that it is gone.
  if (waiting.size === 0) return
  for (const end of waiting) end()
  waiting.clear()
  renew()
  brokeOff(String(error))
}

// Rust runs in microtasks of its own, whose exceptions nobody can catch.
addEventListener('error', ({ error }) => breakOff(error))

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
  // Otherwise the runtime cancels a request whose client has gone, and what Rust holds for it is never freed.
  context.waitUntil(done)
  return done
}

export default {
  // The runtime sends no response that was made for another request.
  fetch: (request, env, context) => call(fetch, request, env, context).then((response) => response ?? lost()),
  scheduled: (event, env, context) => call(scheduled, event, env, context),
}
