import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as after } from 'node:timers/promises'
import { Problem } from './say.mjs'

// Below the range of ports that systems assign on their own, so that no program gets one of these by chance. Above 10080,
// the last port that fetch blocks.
export const FIRST_PORT = 10_081
const END_OF_PORTS = 32_768

// Not 8787, the default of wrangler: Cursor registers http://localhost:8787/callback.
const OWN_PORT = 8780

/** Returns the port of `npm start`. */
export function chosenPort({ PORT } = process.env) {
  const port = Number(PORT ?? OWN_PORT)
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Problem(`PORT=${PORT} is not a port: use a number from 1 to 65535`)
  return port
}

/** Finds a port that is free at both addresses of localhost. */
export async function freePort() {
  for (;;) {
    const port = randomInt(FIRST_PORT, END_OF_PORTS)
    if (await isFree(port)) return port
  }
}

export async function isFree(port) {
  const free = await Promise.all(['127.0.0.1', '::1'].map((host) => listen(host, port).then(Boolean, isUnavailable)))
  return free.every(Boolean)
}

// A machine without IPv6 has no ::1; there the port counts as free.
const isUnavailable = (error) => error.code !== 'EADDRINUSE'

async function listen(host, port) {
  const server = createServer().listen(port, host)
  await once(server, 'listening')
  await once(server.close(), 'close')
  return port
}

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
