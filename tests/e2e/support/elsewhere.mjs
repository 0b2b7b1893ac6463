import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { fileURLToPath } from 'node:url'

const file = (name) => fileURLToPath(new URL(name, import.meta.url))

/** The environment with which the runtime trusts the certificate of `startElsewhere`. */
export const TRUST = { NODE_EXTRA_CA_CERTS: file('localhost.cert.pem') }

/** Starts another server, on which each path answers in its own way. Returns its origin, and its requests with their `text`. */
export async function startElsewhere(manners) {
  const asked = []
  const options = { key: readFileSync(file('localhost.key.pem')), cert: readFileSync(file('localhost.cert.pem')) }
  const server = createServer(options, (request, response) => {
    asked.push(request)
    request.text = ''
    request.setEncoding('utf8').on('data', (piece) => (request.text += piece))
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
