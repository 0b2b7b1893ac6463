// Calls into Rust, whose memory is in disorder once it has broken off.

import { __wbg_reset_state, give } from './index.js'
import { log } from './host.mjs'

/** Who waits for a task, by its number. */
const waiting = new Map()
let instance = 0
let isBroken = false

/**
 * Calls Rust. What breaks off goes on nowhere, and the next call has new memory: there is nothing then but a line in the
 * log, and whoever waits for what was lost with it is told.
 */
export function called(task) {
  if (isBroken) {
    __wbg_reset_state()
    instance++
  }
  // Not where it is caught: what the platform ends, for its time is over, nobody catches.
  isBroken = true
  try {
    const result = task()
    isBroken = false
    return result
  } catch (error) {
    log(JSON.stringify({ code: 'server_error', fault: `broke off: ${error}` }))
    for (const lose of waiting.values()) lose()
    waiting.clear()
  }
}

/** What a call comes to that gives it, or the number of the task that does; something else if Rust breaks off before. */
export function come(task, orElse) {
  const given = called(task)
  if (typeof given !== 'number') return given ?? orElse()
  // Where something else comes it is made by who waits: the runtime sends no response that another request has made.
  return new Promise((resolve) => waiting.set(given, resolve)).then((its) => its ?? orElse())
}

/** Gives a task what a promise comes to, as long as its memory is there. */
export function wait(promise, task, ticket) {
  const its = instance
  const settle = (value, isError) => {
    if (its !== instance || isBroken) return
    const given = called(() => give(task, ticket, value, isError))
    if (given === undefined) return
    waiting.get(task)?.(given)
    waiting.delete(task)
  }
  promise.then((value) => settle(value, false), (error) => settle(error, true))
}
