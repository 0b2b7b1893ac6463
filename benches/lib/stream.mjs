import { Agent, request as send } from 'node:http'
import { once } from 'node:events'
import { cpuSeconds } from './load.mjs'

const CONNECTIONS = 16

/**
 * Sends different requests for some seconds, over connections that wait for each answer; returns the same measurement as
 * `load`. It is slower than `load`, and is meant for requests that use a database.
 */
export async function stream({ origin, pid }, { next, connections = CONNECTIONS }, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const statuses = {}
  const latencies = []
  const before = cpuSeconds(pid)
  const since = performance.now()
  const end = since + seconds * 1000
  const connection = async () => {
    while (performance.now() < end) {
      const { status: expected, ...request } = await next()
      const sent = performance.now()
      const status = await answer(agent, origin, request)
      latencies.push(performance.now() - sent)
      const key = status === expected ? 'expected' : status
      statuses[key] = (statuses[key] ?? 0) + 1
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, connection))
  } finally {
    agent.destroy()
  }
  const spent = cpuSeconds(pid) - before
  latencies.sort((a, b) => a - b)
  const part = (share) => latencies[Math.floor(share * (latencies.length - 1))]
  return {
    isValid: statuses.expected > 0 && Object.keys(statuses).length === 1,
    statuses,
    rate: (latencies.length / (performance.now() - since)) * 1000,
    p50: part(0.5),
    p99: part(0.99),
    cpu: (spent / latencies.length) * 1e6,
  }
}

async function answer(agent, origin, { method = 'GET', path, headers = {}, body }) {
  const sent = send(origin + path, { agent, method, headers: { ...length(body), ...headers } })
  sent.end(body)
  const [response] = await once(sent, 'response')
  response.resume()
  await once(response, 'end')
  return response.statusCode
}

const length = (body) => (body === undefined ? {} : { 'content-length': Buffer.byteLength(body) })
