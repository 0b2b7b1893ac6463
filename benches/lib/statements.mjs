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
