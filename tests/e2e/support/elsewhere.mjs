import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { fileURLToPath } from 'node:url'

const file = (name) => fileURLToPath(new URL(name, import.meta.url))

/** What makes the runtime trust the certificate of `startElsewhere`. */
export const TRUST = { NODE_EXTRA_CA_CERTS: file('localhost.cert.pem') }

/** Starts a server of others: each path has its own manner of answering. Gives its origin and what it was asked. */
export async function startElsewhere(manners) {
  const asked = []
  const options = { key: readFileSync(file('localhost.key.pem')), cert: readFileSync(file('localhost.cert.pem')) }
  const server = createServer(options, (request, response) => {
    asked.push(request)
    const manner = manners[request.url]
    if (manner) manner(response)
    else response.writeHead(404).end()
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const stop = async () => {
    server.closeAllConnections()
    await once(server.close(), 'close')
  }
  return { origin: `https://localhost:${server.address().port}`, asked, stop }
}
