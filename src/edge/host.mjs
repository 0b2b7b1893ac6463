// What the Worker asks of its host, one call for each: a call from one language into the other costs more than most of
// what it is made for.

/**
 * Headers that many responses have, by their text, and the body of those that everybody gets: to make them costs more
 * than all else of a response.
 */
const known = new Map()
const MOST_KNOWN = 100

/**
 * Responds with the bytes of a body, with headers that other responses have as well, and with those of this one alone:
 * names and values, in turn, each on a line. What is for all has the body that its headers had before.
 */
export function respond(status, common, own, lent, isForAll) {
  let shared = known.get(common)
  if (!shared) {
    // Documents change now and then.
    if (known.size === MOST_KNOWN) known.clear()
    shared = { headers: new Headers(pairs(common)) }
    known.set(common, shared)
  }
  const { headers } = shared
  let body = null
  // What is lent is written over.
  if (lent.length > 0) body = isForAll ? (shared.body ??= lent.slice()) : lent.slice()
  const response = new Response(body, { status, headers })
  for (const [name, value] of pairs(own)) response.headers.set(name, value)
  return response
}

function pairs(text) {
  const lines = text.split('\n')
  const found = []
  for (let line = 0; line + 1 < lines.length; line += 2) found.push([lines[line], lines[line + 1]])
  return found
}

/** What every fault of the server is told as, where Rust cannot tell it any more. */
export function failure() {
  const told = { error: 'server_error', error_description: 'the server failed' }
  const headers = {
    'access-control-allow-origin': '*',
    'cache-control': 'no-store',
    pragma: 'no-cache',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
  return Response.json(told, { status: 500, headers })
}

export const certificate = ({ cf }) => cf?.tlsClientAuth && JSON.stringify(cf.tlsClientAuth)

export const now = () => Date.now()

export const log = (line) => console.log(line)

/** A setting as text: a string as it is, a table or an array as JSON. */
export function setting(env, name) {
  const value = env[name]
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A binding by its name; what it is, nobody checks before it is called. */
function binding(env, name) {
  const its = env[name]
  if (!its) throw new Error(`there is no binding ${name}`)
  return its
}

/**
 * Runs statements with their parameters in one transaction, both as JSON; the rows of each as JSON.
 *
 * What is in no session goes to the primary, whether or not there are copies. A session costs a quarter more.
 */
export async function transact(env, mayReadCopy, statements) {
  const database = binding(env, 'DB')
  const at = mayReadCopy ? database.withSession('first-unconstrained') : database
  const prepared = JSON.parse(statements).map(([sql, parameters]) => at.prepare(sql).bind(...parameters))
  const results = prepared.length === 1 ? [await prepared[0].all()] : await at.batch(prepared)
  return JSON.stringify(results.map((result) => result.results))
}

export const recall = (env, namespace, key) => binding(env, namespace).get(key)

export function keep(env, namespace, key, text, expirationTtl) {
  return binding(env, namespace).put(key, text, { expirationTtl })
}

export const count = (env, limiter, key) => binding(env, limiter).limit({ key }).then(({ success }) => success)

/** The document at an address, but for its body. A redirection is an answer like any other that is not 200. */
export async function get(url, deadline) {
  const headers = { accept: 'application/json, application/dns-json', 'user-agent': 'enrol' }
  return fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(deadline) })
}

export const contentType = ({ headers }) => headers.get('content-type') ?? ''

/** The bytes of a body up to a limit; nothing for more than that, which is left unread. */
export async function read({ body }, limit) {
  if (!body) return new Uint8Array()
  const reader = body.getReader()
  const pieces = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return joined(pieces, length)
    length += value.length
    // To cancel the stream would break the connection, and the client never see the answer (observed in workerd).
    if (length > limit) return undefined
    pieces.push(value)
  }
}

function joined(pieces, length) {
  if (pieces.length === 1) return pieces[0]
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
