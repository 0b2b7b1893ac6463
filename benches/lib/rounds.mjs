import { load, statementsOf } from './load.mjs'
import { bare, enrol, wasmOf } from './servers.mjs'
import { stream } from './stream.mjs'

const MEASURES = ['rate', 'p50', 'p99', 'cpu']

/**
 * Measures the servers of one scenario side by side. All servers run at the same time, and each has its turn in every
 * round, so that a slow phase of the machine slows all of them.
 */
export async function compare(entries, { oha, bundles, folder, rounds, seconds, warmUp }) {
  const started = []
  try {
    for (const { server, request } of entries) {
      const it = await server.start(bundles, { first: started[0]?.it })
      started.push({ it })
      Object.assign(started.at(-1), { name: server.name, request: await request(it), turns: [] })
      await assertAnswers(started.at(-1))
    }
    const turn = ({ it, request }, length) =>
      request.next ? stream(it, request, length) : load(oha, it, request, length, folder)
    for (const server of started) await warm((length) => turn(server, length), warmUp)
    for (let round = 0; round < rounds; round++) {
      for (const server of started) server.turns.push(await turn(server, seconds))
    }
  } finally {
    await Promise.all(started.map(({ it }) => it.stop()))
  }
  const statements = await statementsOf(entries[0], bundles)
  return started.map(({ name, turns }, index) => ({
    name,
    ...(index === 0 ? { statements } : {}),
    refused: turns.find(({ isValid }) => !isValid)?.statuses,
    ...Object.fromEntries(MEASURES.map((it) => [it, median(turns.map((turn) => turn[it]))])),
    ...(index > 0 ? { ratios: ratios(started[0].turns, turns), targets: entries[index].targets } : {}),
  }))
}

/** Warms a server up, until its runtime has compiled the code that it runs often. */
export async function warm(turn, { answers, turns, seconds }) {
  let given = 0
  for (let count = 0; count < turns && given < answers; count++) given += (await turn(seconds)).rate * seconds
}

/** Returns the requests/s and the CPU time of the first server relative to the other: medians of the pairs. */
const ratios = (first, other) =>
  Object.fromEntries(['rate', 'cpu'].map((it) => [it, median(first.map((turn, round) => turn[it] / other[round][it]))]))

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2
}

async function assertAnswers({ it, name, request }) {
  const { method, path, headers, body, status, holds } = request.next ? await request.next() : request
  const response = await fetch(it.origin + path, { method, headers, body, redirect: 'manual' })
  const text = await response.text()
  const isGood = response.status === status && (!holds || holds(JSON.parse(text)))
  if (!isGood) throw new Error(`${name} answers ${path} with ${response.status}: ${text}`)
}

const STARTS = 31
const DOCUMENT = '/.well-known/oauth-authorization-server'

/**
 * Measures from the start of a process to its first answer, in ms: medians of Enrol, of a bare Worker, and of the pairs. The
 * process of the bare Worker has the bytes of Enrol too, without compiling them: only a local process reads them from a file.
 */
export async function coldStart(bundles) {
  const read = { 'enrol.data': wasmOf(bundles) }
  const contestants = [
    { server: enrol(), path: DOCUMENT },
    { server: bare('document', '', { vars: { DOCUMENT: '{}', HEADERS: {} }, files: read }), path: '/' },
  ]
  const times = contestants.map(() => [])
  for (let start = 0; start < STARTS; start++) {
    for (const [index, { server, path }] of contestants.entries()) times[index].push(await first(server, path, bundles))
  }
  const [enrols, others] = times
  return { enrol: median(enrols), bare: median(others), over: median(enrols.map((it, start) => it - others[start])) }
}

async function first(server, path, bundles) {
  const it = await server.start(bundles, { isEmpty: true })
  try {
    const response = await fetch(it.origin + path)
    await response.arrayBuffer()
    if (response.status !== 200) throw new Error(`${server.name} answers ${path} with ${response.status}`)
    return performance.now() - it.since
  } finally {
    await it.stop()
  }
}
