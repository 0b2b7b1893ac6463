import { authority, signingKey } from './authority.mjs'
import { MACHINE, MCP, OPENID, PROVIDER, WEB } from './clients.mjs'
import { bare, enrol, ISSUER, oauthProvider, oidcProvider } from './servers.mjs'

const JSON_BODY = { 'content-type': 'application/json' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const DOCUMENT = '/.well-known/oauth-authorization-server'
const OPENID_DOCUMENT = '/.well-known/openid-configuration'

const COLUMNS = 'client_id TEXT NOT NULL PRIMARY KEY, metadata TEXT NOT NULL'
const CLIENTS = `CREATE TABLE clients (${COLUMNS}) STRICT, WITHOUT ROWID`
const STORED = JSON.stringify({ client_id: 'client', ...MACHINE })
const ONE_CLIENT = [CLIENTS, `INSERT INTO clients (client_id, metadata) VALUES ('client', '${STORED}')`]

const echoing = bare('echo', 'parses and echoes')
const inserting = bare('insert', 'inserts into D1', { schema: [CLIENTS] })
const reading = bare('read', 'reads from D1', { schema: ONE_CLIENT })

/**
 * What is measured: a name, and who is asked what. Enrol comes first; targets are those of Enrol against the server
 * that has them, as parts of its requests/s and of its CPU time. A request is made once for each server, when it has
 * started.
 */
export const scenarios = {
  discovery: async () => [
    { server: enrol(), request: get(DOCUMENT) },
    { server: documents, request: get('/'), targets: { rate: 0.9 } },
    { server: oauthProvider, request: get(DOCUMENT) },
    { server: oidcProvider, request: get(OPENID_DOCUMENT) },
  ],
  'discovery, not modified': async () => [
    { server: enrol(), request: unmodified(DOCUMENT) },
    { server: named('Enrol, the whole document', enrol()), request: get(DOCUMENT), targets: { rate: 1 } },
    { server: documents, request: unmodified('/') },
  ],
  'registration, MCP client': async () => [
    { server: enrol(), request: sealed(MCP) },
    ...againstSealed(MCP),
  ],
  'registration, web client': async () => [
    { server: enrol(), request: sealed(WEB) },
    ...againstSealed(WEB),
  ],
  'registration, every member of OpenID Connect': async () => [
    { server: enrol({ AUTHORIZATION_SERVER: PROVIDER, SEALED_ID_LIMIT: '1024' }), request: sealed(OPENID) },
    { server: named('Enrol, stored', enrol({ AUTHORIZATION_SERVER: PROVIDER })), request: stored(OPENID) },
    { server: echoing, request: register(OPENID) },
    { server: inserting, request: register(OPENID) },
  ],
  'registration, stored': async () => [
    { server: enrol({ CLIENT_STORAGE: 'stored' }), request: stored(MCP) },
    { server: inserting, request: register(MCP), targets: { rate: 0.9 } },
  ],
  'registration, software statement': async () => {
    const { statement, settings } = await authority()
    const json = { software_statement: statement }
    return [
      { server: enrol(settings), request: sealed(json) },
      { server: echoing, request: register(json) },
    ]
  },
  read: async () => [
    { server: enrol(), request: readOwn('/register', WEB) },
    { server: reading, request: get('/client'), targets: { rate: 0.9 } },
    { server: oidcProvider, request: readOwn('/reg', WEB) },
  ],
  'client_credentials, secret': async () => [
    { server: enrol(), request: token('/register', MACHINE) },
    { server: await signing(), request: () => asking('client', 'secret', '/'), targets: { rate: 0.6 } },
    { server: named('oidc-provider on Node, opaque', oidcProvider), request: token('/reg', MACHINE) },
  ],
}

const documents = {
  name: 'bare Worker with a constant document',
  start: async (bundles, first) => {
    const document = await (await fetch(first.origin + DOCUMENT)).text()
    return bare('document', '', { vars: { DOCUMENT: document } }).start(bundles)
  },
}

const signing = async () =>
  bare('sign', 'reads from D1 and signs', { schema: ONE_CLIENT, vars: { KEY: await signingKey() } })

const named = (name, server) => ({ ...server, name })

const againstSealed = (client) => [
  { server: echoing, request: register(client), targets: { rate: 0.6, cpu: 1.5 } },
  { server: oauthProvider, request: register(client), targets: { rate: 6 } },
  { server: oidcProvider, request: register(client, '/reg'), targets: { rate: 1 } },
]

function get(path) {
  return () => ({ path, status: 200 })
}

function unmodified(path) {
  return async ({ origin }) => {
    const { headers } = await fetch(origin + path)
    return { path, headers: { 'if-none-match': headers.get('etag') }, status: 304 }
  }
}

function register(client, path = '/register') {
  return () => ({ method: 'POST', path, headers: JSON_BODY, body: JSON.stringify(client), status: 201 })
}

// Whether anything is written is half of what a registration costs.
const sealed = (client) => () => ({ ...register(client)(), holds: ({ client_id }) => client_id.startsWith('s') })

const stored = (client) => () => ({ ...register(client)(), holds: ({ client_id }) => client_id.startsWith('c') })

function readOwn(path, client) {
  return async (server) => {
    const { registration_client_uri, registration_access_token } = await registered(server, path, client)
    const { pathname } = new URL(registration_client_uri, ISSUER)
    return { path: pathname, headers: { authorization: `Bearer ${registration_access_token}` }, status: 200 }
  }
}

function token(path, client) {
  return async (server) => {
    const { client_id, client_secret } = await registered(server, path, client)
    return asking(client_id, client_secret, '/token')
  }
}

function asking(client_id, client_secret, path) {
  const authorization = `Basic ${btoa(`${client_id}:${client_secret}`)}`
  const body = 'grant_type=client_credentials&scope=read'
  return { method: 'POST', path, headers: { ...FORM, authorization }, body, status: 200 }
}

async function registered({ origin }, path, client) {
  const response = await fetch(origin + path, { method: 'POST', headers: JSON_BODY, body: JSON.stringify(client) })
  if (response.status !== 201) throw new Error(`no client was registered: ${await response.text()}`)
  return response.json()
}
