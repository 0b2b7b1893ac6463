import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { start } from '../../scripts/lib/processes.mjs'

const CONNECTIONS = 16
const TICKS_PER_SECOND = 100

/**
 * Sends one request repeatedly for some seconds, over connections that wait for each answer; returns the measurement.
 *
 * Every answer must have the expected status: a server that refuses is fast, and its speed means nothing.
 */
export async function load(oha, { origin, pid }, request, seconds, folder) {
  const { method = 'GET', path, headers = {}, body, status, connections = CONNECTIONS } = request
  const args = ['--no-tui', '--output-format', 'json', '--disable-compression', '--worker-threads', '1']
  args.push('-c', String(connections), '-z', `${seconds * 1000}ms`, '-w', '-m', method)
  for (const [name, value] of Object.entries(headers)) args.push('-H', `${name}: ${value}`)
  if (body !== undefined) {
    const file = join(folder, 'body')
    writeFileSync(file, body)
    args.push('-D', file)
  }
  const before = cpuSeconds(pid)
  const child = start(oha, [...args, origin + path], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => (said += chunk))
  const [code] = await child.gone
  const spent = cpuSeconds(pid) - before
  if (code !== 0) throw new Error(`the load generator ended with ${code}`)
  const { summary, latencyPercentiles, statusCodeDistribution, errorDistribution } = JSON.parse(said)
  const answers = statusCodeDistribution[status] ?? 0
  const statuses = { ...statusCodeDistribution, ...errorDistribution }
  return {
    isValid: answers > 0 && Object.keys(statuses).length === 1,
    statuses,
    rate: summary.requestsPerSec,
    p50: latencyPercentiles.p50 * 1000,
    p99: latencyPercentiles.p99 * 1000,
    cpu: (spent / answers) * 1e6,
  }
}

/** Returns the CPU time of a server in user and kernel mode, of all its threads; NaN except on Linux. */
export function cpuSeconds(pid) {
  if (process.platform !== 'linux') return NaN
  // The name of the program is in brackets and can contain spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

const REQUESTS = 10

/**
 * Counts the D1 statements of one request in the log of a server of its own: the mean of some requests after the first
 * one, which may create shared rows. `undefined` for a server without such a log.
 */
export async function statementsOf({ server, request }, bundles) {
  if (!server.logs) return undefined
  const lines = []
  const it = await server.start(bundles, { log: (line) => lines.push(line) })
  try {
    const asked = await request(it)
    for (let sent = 0; sent <= REQUESTS; sent++) {
      const { method, path, headers, body, status } = asked.next ? await asked.next() : asked
      const response = await fetch(it.origin + path, { method, headers, body })
      await response.arrayBuffer()
      if (response.status !== status) throw new Error(`${path} was answered with ${response.status}`)
    }
  } finally {
    await it.stop()
  }
  const told = lines.filter((line) => line.includes('"d1_statements"')).map((line) => JSON.parse(line).d1_statements)
  return told.slice(-REQUESTS).reduce((sum, count) => sum + count, 0) / REQUESTS
}
