import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'

export const METADATA = { client_name: 'My app', redirect_uris: ['https://app.example/callback'] }

/** Sends a request, with a bearer token and a JSON body if given; returns the answer with parsed JSON. */
export async function send(url, { method = 'GET', token, json, body, headers = {}, ...rest } = {}) {
  const sent = new Headers(headers)
  if (token !== undefined) sent.set('authorization', `Bearer ${token}`)
  if (json !== undefined) sent.set('content-type', 'application/json')
  const response = await fetch(url, {
    method,
    headers: sent,
    body: json === undefined ? body : JSON.stringify(json),
    redirect: 'manual',
    ...rest,
  })
  return { status: response.status, headers: response.headers, ...read(await response.text()) }
}

export const register = ({ issuer }, json = METADATA, options = {}) =>
  send(`${issuer}/register`, { method: 'POST', json, ...options })

/** Sends a request to the client configuration endpoint with the registration access token. */
export const manage = (client, options) =>
  send(client.registration_client_uri, { token: client.registration_access_token, ...options })

/** Removes the members that a PUT must not have. RFC 7592 section 2.2. */
export function withoutServerMembers(information) {
  const metadata = { ...information }
  delete metadata.registration_access_token
  delete metadata.registration_client_uri
  delete metadata.client_secret_expires_at
  delete metadata.client_id_issued_at
  return metadata
}

/** Sends bytes that no HTTP library would send; returns the answer when the server closes the connection. */
export async function sendRaw({ origin }, ...pieces) {
  const { hostname, port } = new URL(origin)
  const socket = connect(port, hostname).setEncoding('utf8')
  let text = ''
  socket.on('data', (chunk) => (text += chunk))
  // The server may answer and close before it has read everything.
  socket.on('error', () => {})
  await once(socket, 'connect')
  for (const piece of pieces) socket.write(piece)
  await once(socket, 'close')
  const [head, body = ''] = text.split('\r\n\r\n', 2)
  return { status: Number(head.split(' ')[1]), head, ...read(body) }
}

/** Asserts a refusal: JSON that is not cached and that every page may read. */
export function assertRefused({ status, headers, json }, expected) {
  assert.equal(status, expected)
  assert.equal(headers.get('content-type'), 'application/json')
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(headers.get('access-control-allow-origin'), '*')
  assert.ok(json.error)
  assert.ok(json.error_description)
}

/** Sends the beginning of a request and hangs up. */
export async function breakOff({ origin }, text) {
  const { hostname, port } = new URL(origin)
  const socket = connect(port, hostname)
  socket.on('error', () => {})
  socket.end(text)
  socket.resume()
  await once(socket, 'close')
}

function read(text) {
  try {
    return { text, json: JSON.parse(text) }
  } catch {
    return { text, json: undefined }
  }
}
