import { createInterface } from 'node:readline'
import { setTimeout as after } from 'node:timers/promises'

const LIMIT_MS = 60_000
const EVERY_MS = 100

/** Waits until the URL answers; returns the status, or `undefined` if the server ends or a minute passes. */
export async function ready(url, child, get = fetch) {
  let gone = false
  child.gone.then(() => (gone = true))
  for (const until = performance.now() + LIMIT_MS; !gone && performance.now() < until; await after(EVERY_MS)) {
    const response = await get(url).catch(() => undefined)
    await response?.arrayBuffer()
    if (response) return response.status
  }
  return undefined
}

/** Waits for the first fault in the log of the Worker. The log line comes after the answer. */
export function firstFault(stream) {
  return new Promise((resolve) => {
    createInterface({ input: stream }).on('line', (line) => {
      const fault = faultIn(line)
      if (fault) resolve(fault)
    })
  })
}

function faultIn(line) {
  try {
    return JSON.parse(line).fault
  } catch {
    return undefined
  }
}
