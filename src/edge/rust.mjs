// Calls into Rust, whose memory is in disorder once it has broken off.

import { __wbg_reset_state } from './index.js'
import { log } from './host.mjs'

const settled = Promise.resolve()
const waiting = new Set()
let instance = 0
let isBroken = false

/** Calls Rust. What breaks off goes on nowhere, and the next call has new memory. */
export function call(task) {
  if (isBroken) {
    __wbg_reset_state()
    instance++
  }
  // Not where it is caught: what the platform ends, for its time is over, nobody catches.
  isBroken = true
  const result = task()
  isBroken = false
  return result
}

/** The same; nothing if it breaks off, which the log tells, and whoever waits for what was lost with it. */
export function called(task) {
  try {
    return call(task)
  } catch (error) {
    log(JSON.stringify({ code: 'server_error', fault: `broke off: ${error}` }))
    for (const lose of waiting) lose()
  }
}

/** What Rust has promised; nothing if it breaks off before. */
export function unlessLost(promised) {
  return new Promise((resolve) => {
    const lose = () => resolve()
    waiting.add(lose)
    promised.then((kept) => {
      waiting.delete(lose)
      resolve(kept)
    })
  })
}

/** In place of that of workerd, which wraps each task in its own object: by these Rust goes on with what waited. */
export function queueMicrotask(task) {
  const its = instance
  settled.then(() => its === instance && !isBroken && called(task))
}
