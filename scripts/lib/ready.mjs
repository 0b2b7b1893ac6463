import { setTimeout as after } from 'node:timers/promises'

const LIMIT_MS = 60_000
const EVERY_MS = 100

/** Waits until the URL answers, and gives the status; undefined when the server ended or a minute passed. */
export async function ready(url, child) {
  let gone = false
  child.gone.then(() => (gone = true))
  for (const until = performance.now() + LIMIT_MS; !gone && performance.now() < until; await after(EVERY_MS)) {
    const response = await fetch(url).catch(() => undefined)
    await response?.arrayBuffer()
    if (response) return response.status
  }
  return undefined
}
