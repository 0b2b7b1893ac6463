const REQUESTS = 10

/**
 * How many statements D1 is given for one request, as the log of a server tells that was started for this alone: the
 * mean of some requests after the first one, which may have to make what others find. `undefined` where none is logged.
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
