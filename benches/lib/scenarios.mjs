import { MACHINE, MCP, OPENID, PROVIDER, WEB } from './clients.mjs'
import {
  asking,
  get,
  mixed,
  put,
  readOwn,
  register,
  sealed,
  stored,
  token,
  tokenByKey,
  unmodified,
  update,
  withTokens,
} from './requests.mjs'
import { clients, initialAccessTokens, tombstones } from './database.mjs'
import { bare, enrol, oauthProvider, oidcProvider } from './servers.mjs'
import { authority, machineWithKey, signingKey } from './signed-tokens.mjs'

const DOCUMENT = '/.well-known/oauth-authorization-server'
const OPENID_DOCUMENT = '/.well-known/openid-configuration'

const COLUMNS = 'client_id TEXT NOT NULL PRIMARY KEY, metadata TEXT NOT NULL'
const CLIENTS = `CREATE TABLE clients (${COLUMNS}) STRICT, WITHOUT ROWID`
const SPENT = 'CREATE TABLE spent (once TEXT NOT NULL PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID'
const one = (metadata) => {
  const told = JSON.stringify({ client_id: 'client', ...metadata })
  return [CLIENTS, `INSERT INTO clients (client_id, metadata) VALUES ('client', '${told}')`]
}

const echoing = bare('echo', 'parses and echoes')
const inserting = bare('insert', 'inserts into D1', { schema: [CLIENTS] })
const reading = bare('read', 'reads from D1', { schema: one(MACHINE) })
const updating = bare('update', 'updates D1', { schema: one(WEB) })

// More tokens than a measurement can use.
const TOKENS = 60_000

const STORED = { CLIENT_STORAGE: 'stored' }
const FEW = 1_000
const MORE = 100_000
const MANY = 1_000_000
// The accepted increase of the cost with a thousand times as many rows.
const GROWN = { grown: 1.2 }

/**
 * The scenarios by name, each with its servers and requests. Enrol comes first. The targets of a server are those of Enrol
 * relative to its requests/s and CPU time. `request` runs once for each server, after its start.
 */
export const scenarios = {
  discovery: async () => [
    { server: enrol(), request: get(DOCUMENT) },
    { server: documents, request: get('/') },
    { server: logged, request: get('/') },
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
    { server: required, request: register(MCP) },
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
    { server: enrol(STORED), request: stored(MCP) },
    { server: inserting, request: register(MCP) },
    { server: requiredStored, request: register(MCP) },
  ],
  'registration, software statement': async () => {
    const { statement, settings } = await authority()
    const json = { software_statement: statement }
    return [
      { server: enrol(settings), request: sealed(json) },
      { server: echoing, request: register(json) },
    ]
  },
  'registration, single-use token': async () => {
    const { tokens, statements } = await initialAccessTokens(TOKENS)
    const server = enrol({ REGISTRATION_MODE: 'token' }, statements)
    return [
      { server, request: withTokens(MCP, tokens) },
      { server: inserting, request: () => ({ next: register(MCP) }) },
    ]
  },
  read: async () => [
    { server: enrol(), request: readOwn('/register', WEB) },
    { server: reading, request: get('/client') },
    { server: requiredRead, request: get('/client') },
    { server: oidcProvider, request: readOwn('/reg', WEB) },
  ],
  update: async () => [
    { server: enrol(), request: update(WEB) },
    { server: updating, request: put(WEB) },
  ],
  'client_credentials, secret': async () => [
    { server: enrol(), request: token('/register', MACHINE) },
    { server: await signing(), request: () => asking('client', 'secret', '/'), targets: { rate: 0.6 } },
    { server: named('oidc-provider on Node, opaque', oidcProvider), request: token('/reg', MACHINE) },
  ],
  'client_credentials, private_key_jwt': async () => {
    const machine = await machineWithKey(MACHINE)
    const settings = { SEALED_ID_LIMIT: '1024' }
    return [
      { server: enrol(settings), request: tokenByKey(machine) },
      { server: await verifying(machine), request: tokenByKey(machine, 'client') },
    ]
  },
  mixed: async () => [
    {
      server: enrol(),
      request: mixed([get(DOCUMENT), sealed(MCP), readOwn('/register', WEB), token('/register', MACHINE)]),
    },
    {
      server: await everything(),
      request: mixed([get('/'), register(MCP), get('/client'), () => asking('client', 'secret')]),
    },
  ],
  'growth, registration': async () => grown(stored(MCP)),
  'growth, read': async () => grown(readOwn('/register', WEB)),
}

const grown = (request) => [
  { server: named('Enrol, 1,000 stored clients', enrol(STORED, clients(FEW))), request },
  { server: named('Enrol, 100,000 stored clients', enrol(STORED, clients(MORE))), request, targets: GROWN },
  { server: named('Enrol, 1,000,000 stored clients', enrol(STORED, clients(MANY))), request, targets: GROWN },
  { server: named('Enrol, 1,000,000 tombstones', enrol(STORED, tombstones(MANY))), request, targets: GROWN },
]

/** Returns a server with the same answer as the first server, including its headers. */
const answeringAs = (name, does, ask, options = {}) => ({
  name: `bare Worker ${does}`,
  start: async (bundles, { first }) => {
    const response = await ask(first.origin)
    const vars = { HEADERS: Object.fromEntries(response.headers), ...(await options.vars?.(response)) }
    for (const name of ['content-length', 'date', 'connection', 'transfer-encoding']) delete vars.HEADERS[name]
    return bare(name, '', { ...options, vars }).start(bundles)
  },
})

const asDocument = { vars: async (response) => ({ DOCUMENT: await response.text() }) }
const askDocument = (origin) => fetch(origin + DOCUMENT)
const documents = answeringAs('document', 'with a constant document', askDocument, asDocument)
const logged = answeringAs('logged', 'that logs and answers with a constant document', askDocument, asDocument)

const askClient = async (origin) => {
  const { path, headers } = await readOwn('/register', WEB)({ origin })
  return fetch(origin + path, { headers })
}
const askRegistration = (origin) => {
  const { path, ...request } = register(MCP)()
  return fetch(origin + path, request)
}
const around = (does, schema) =>
  answeringAs('required', `that limits, logs${does} and answers with all headers`, askRegistration, {
    vars: async (response) => ({ ANSWER: await response.json() }),
    limits: ['REGISTRATION_LIMIT'],
    schema,
  })
const required = around('')
const requiredRead = answeringAs('required-read', 'that reads from D1, logs and answers with all headers', askClient, {
  vars: async (response) => ({ ANSWER: await response.json() }),
  schema: one(WEB),
})
const requiredStored = around(', inserts', [CLIENTS])

const signing = async () =>
  bare('sign', 'reads from D1 and signs', { schema: one(MACHINE), vars: { KEY: await signingKey() } })

const verifying = async ({ metadata }) =>
  bare('verify', 'reads from D1, verifies, writes and signs', {
    schema: [...one(metadata), SPENT],
    vars: { KEY: await signingKey() },
    modules: ['sign'],
  })

const everything = async () => {
  const KEY = await signingKey()
  return answeringAs('mixed', 'that does each of these and no more', askDocument, {
    vars: async (response) => ({ KEY, ...(await asDocument.vars(response)) }),
    schema: one(MACHINE),
    modules: ['document', 'echo', 'read', 'sign'],
  })
}

const named = (name, server) => ({ ...server, name })

const againstSealed = (client) => [
  { server: echoing, request: register(client) },
  { server: oauthProvider, request: register(client) },
  { server: oidcProvider, request: register(client, '/reg'), targets: { rate: 1 } },
]
