import { ISSUER } from './servers.mjs'

const JSON_BODY = { 'content-type': 'application/json' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

// A scenario sends one request repeatedly, or calls `next` for each request.

export const get = (path) => () => ({ path, status: 200 })

export const unmodified = (path) => async ({ origin }) => {
  const { headers } = await fetch(origin + path)
  return { path, headers: { 'if-none-match': headers.get('etag') }, status: 304 }
}

export const register = (client, path = '/register') => () => registration(client, path)

const registration = (client, path = '/register', headers = {}) => {
  const all = { ...JSON_BODY, ...headers }
  return { method: 'POST', path, headers: all, body: JSON.stringify(client), status: 201 }
}

// A write is half of the cost of a registration.
export const sealed = (client) => tagged(client, 's')

export const stored = (client) => tagged(client, 'c')

const tagged = (client, tag) => () => ({
  ...registration(client),
  holds: ({ client_id }) => client_id.startsWith(tag),
})

/** Registers with single-use initial access tokens. */
export const withTokens = (client, tokens) => () => {
  const left = [...tokens]
  return {
    next() {
      if (left.length === 0) throw new Error('there are no more initial access tokens')
      return registration(client, '/register', bearer(left.pop()))
    },
  }
}

export const readOwn = (path, client) => async (server) => {
  const registered = await registeredAt(server, path, client)
  return { path: own(registered), headers: bearer(registered.registration_access_token), status: 200 }
}

/** Updates over one connection, because two updates at the same time force each other to start again. */
export const update = (client) => async (server) => {
  const registered = await registeredAt(server, '/register', client)
  const headers = { ...JSON_BODY, ...bearer(registered.registration_access_token) }
  const body = JSON.stringify({ ...client, client_id: registered.client_id })
  return { method: 'PUT', path: own(registered), headers, body, status: 200, connections: 1 }
}

export const put = (client) => () => {
  const body = JSON.stringify(client)
  return { method: 'PUT', path: '/client', headers: JSON_BODY, body, status: 200, connections: 1 }
}

export const token = (path, client) => async (server) => {
  const { client_id, client_secret } = await registeredAt(server, path, client)
  return asking(client_id, client_secret)
}

export const asking = (client_id, client_secret, path = '/token') => {
  const authorization = `Basic ${btoa(`${client_id}:${client_secret}`)}`
  const body = 'grant_type=client_credentials&scope=read'
  return { method: 'POST', path, headers: { ...FORM, authorization }, body, status: 200 }
}

/** Requests tokens with single-use assertions. The machine registers first unless it exists. */
export const tokenByKey = (machine, client_id) => async (server) => {
  const id = client_id ?? (await registeredAt(server, '/register', machine.metadata)).client_id
  const path = client_id ? '/' : '/token'
  return { next: async () => ({ method: 'POST', path, headers: FORM, body: await machine.form(id), status: 200 }) }
}

/** Sends ten requests in turn: four for tokens, three for the document, two registrations, and a read. */
export const mixed = (requests) => async (server) => {
  const [document, registers, reads, tokens] = await Promise.all(requests.map((request) => request(server)))
  const order = [tokens, document, tokens, registers, document, tokens, reads, document, tokens, registers]
  let sent = 0
  return { next: () => order[sent++ % order.length] }
}

const bearer = (token) => ({ authorization: `Bearer ${token}` })

const own = ({ registration_client_uri }) => new URL(registration_client_uri, ISSUER).pathname

async function registeredAt({ origin }, path, client) {
  const response = await fetch(origin + path, { method: 'POST', headers: JSON_BODY, body: JSON.stringify(client) })
  if (response.status !== 201) throw new Error(`no client was registered: ${await response.text()}`)
  return response.json()
}
