import { median } from './rounds.mjs'
import { bare, enrol } from './servers.mjs'

const STARTS = 11
const DOCUMENT = '/.well-known/oauth-authorization-server'

/** Measures from the start of a process to its first answer, in ms: medians of Enrol, of a bare Worker, and of the pairs. */
export async function coldStart(bundles) {
  const contestants = [
    { server: enrol(), path: DOCUMENT },
    { server: bare('document', '', { vars: { DOCUMENT: '{}', HEADERS: {} } }), path: '/' },
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
