import { request as forward } from 'node:http'
import { createServer, request } from 'node:https'
import { once } from 'node:events'

/** Headers about certificates, which clients could send. */
const OWN = ['client-cert', 'client-cert-chain', 'enrol-proxy-secret']

/**
 * Starts a proxy that ends TLS, asks for the certificate of the client, and forwards it as RFC 9440 says.
 *
 * `secret` proves the proxy. A proxy that is `careless` lets the headers of clients through. Each proxy adds an address to
 * `X-Forwarded-For`: that in the header `test-address`, since all clients of a test have the same one.
 */
export async function startProxy({ target, port, server: { key, cert }, secret, isCareless = false }) {
  const proxy = createServer({ key, cert, requestCert: true, rejectUnauthorized: false }, (asked, answer) => {
    const headers = { ...asked.headers }
    for (const name of isCareless ? [] : OWN) delete headers[name]
    const address = headers['test-address'] ?? asked.socket.remoteAddress
    headers['x-forwarded-for'] = [headers['x-forwarded-for'], address].filter(Boolean).join(', ')
    const chain = chainOf(asked.socket.getPeerCertificate(true))
    if (secret !== undefined) {
      headers['enrol-proxy-secret'] = secret
      if (chain.length > 0) headers['client-cert'] = byteSequence(chain[0])
      if (chain.length > 1) headers['client-cert-chain'] = chain.slice(1).map(byteSequence).join(', ')
    }
    const { hostname, port } = new URL(target)
    const onward = forward({ hostname, port, method: asked.method, path: asked.url, headers }, (told) => {
      answer.writeHead(told.statusCode, told.headers)
      told.pipe(answer)
    })
    onward.on('error', () => answer.writeHead(502).end())
    asked.pipe(onward)
  })
  proxy.listen(port ?? 0, 'localhost')
  await once(proxy, 'listening')
  const stop = () => {
    proxy.closeAllConnections()
    return new Promise((done) => proxy.close(done))
  }
  return { origin: `https://localhost:${proxy.address().port}`, stop }
}

const byteSequence = (der) => `:${der.toString('base64')}:`

/** The certificates that the client has sent, as far as they belong together. */
function chainOf(first) {
  const chain = []
  for (let next = first; next?.raw && !chain.some((der) => der.equals(next.raw)); next = next.issuerCertificate) {
    chain.push(next.raw)
  }
  return chain
}

/** Sends a form over mutual TLS. `authority` is that of the server; without `identity` the client has no certificate. */
export async function postForm(url, parameters, { authority, identity = {}, headers = {} }) {
  const { cert, key } = identity
  const options = { method: 'POST', ca: authority.cert, cert, key, agent: false }
  const body = new URLSearchParams(parameters).toString()
  const sent = request(url, { ...options, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } })
  sent.end(body)
  const [answer] = await once(sent, 'response')
  let text = ''
  for await (const piece of answer.setEncoding('utf8')) text += piece
  return { status: answer.statusCode, json: text === '' ? undefined : JSON.parse(text) }
}
