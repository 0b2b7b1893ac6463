import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { ownIssuer } from './own-issuer.mjs'
import { Problem } from './say.mjs'

const TRIES = 8
const LONGEST_PAUSE = 60

/**
 * Returns a function that asks the admin API of the server, with the access token of the operator.
 *
 * A request that meets a limit, or a server that cannot answer now, is sent again after the time that the server names.
 */
export async function adminApi({ url, 'token-file': file }, where, { env = process.env, fetch = globalThis.fetch, pause = wait } = {}) {
  const issuer = (await ownIssuer(url, where, '--url')).replace(/\/$/, '')
  const token = tokenOf(file, env)
  return async (path, init = {}) => {
    for (let tries = TRIES; ; tries--) {
      const response = await send(fetch, `${issuer}/admin/v1${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } })
      const { status } = response
      if (tries === 1 || ![429, 503].includes(status)) return { status, body: await bodyOf(response, issuer) }
      await response.body?.cancel()
      await pause(1000 * Math.min(Number(response.headers.get('retry-after') ?? 1) || 1, LONGEST_PAUSE))
    }
  }
}

/**
 * Returns a command that asks the admin API if its options name the server or the token, and the database otherwise. `isNoted` says that
 * the admin API has written the event of the step itself.
 */
export const either = (atApi, inDatabase) => async (query, options = {}, name, where, surroundings) => {
  const { url, 'token-file': file } = options
  if (url === undefined && file === undefined) return inDatabase(query, options, name, where, surroundings)
  return { ...(await atApi(options, name, where, surroundings)), isNoted: true }
}

/** Returns the answer to a request; a refusal is a problem. */
export async function answerOf(ask, path, init) {
  const { status, body } = await ask(path, init)
  if (status >= 300) throw new Problem(`the server answered ${status}: ${body.detail}`)
  return body
}

/** Returns the entries of the pages of a list, at most `most`. `conditions` are pairs; those without a value do not count. */
export async function pagesOf(ask, path, name, conditions = [], most = 1000) {
  const entries = []
  for (let after; entries.length < most; ) {
    const given = [...conditions, ['limit', '200'], ['after', after]].filter(([, value]) => value !== undefined)
    const page = await answerOf(ask, `${path}?${new URLSearchParams(given)}`)
    if (!Array.isArray(page[name])) throw new Problem(`the server answered without ${name}: is this the ISSUER of the server?`)
    entries.push(...page[name])
    if (!page.next) break
    if (page.next === after) throw new Problem('the server repeats itself')
    after = page.next
  }
  return entries.slice(0, most)
}

// Other users of a machine see arguments, so a token is never one.
function tokenOf(file, env) {
  const token = (file === undefined ? (env.ENROL_TOKEN ?? '') : textOf(file)).trim()
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new Problem('put an access token for the admin API into the environment variable ENROL_TOKEN, or into a file: --token-file FILE')
  }
  return token
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new Problem(`--token-file: ${file} cannot be read`)
  }
}

async function send(fetch, url, init) {
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(120_000) })
  } catch (error) {
    throw new Problem(`${new URL(url).origin} does not answer: ${error.cause?.message ?? error.message}`)
  }
}

async function bodyOf(response, issuer) {
  const { status } = response
  const text = await response.text()
  if (status === 204) return undefined
  let body
  try {
    const isLines = response.headers.get('content-type')?.startsWith('application/jsonl')
    body = isLines ? text.split('\n').filter(Boolean).map((line) => JSON.parse(line)) : JSON.parse(text)
  } catch {
    throw new Problem(`${issuer} answered ${status}, and not as the admin API does: is this the ISSUER of the server?`)
  }
  if (status === 401) throw new Problem('the access token is not valid at the admin API: is its audience ISSUER/admin/v1, and is it still alive?')
  if (status === 403) throw new Problem(`the access token lacks a right: ${body.detail}`)
  if (status === 404 && (body.title === undefined || body.detail?.startsWith('nothing is at this path'))) {
    throw new Problem(`${issuer} has no admin API: a client of CLIENTS needs the scope admin`)
  }
  return body
}
