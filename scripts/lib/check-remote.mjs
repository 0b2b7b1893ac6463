import { askWrangler } from './wrangler.mjs'

const LIMIT_MS = 10_000

/** Checks the deployed server; returns problems, and warnings about what could not be checked. */
export async function remote(settings, needed, { list = listSecrets, limit = LIMIT_MS } = {}) {
  const asked = await Promise.all([discovered(settings.ISSUER, limit), secretsThere(needed, list)])
  return { problems: asked.flatMap(({ problems }) => problems), warnings: asked.flatMap(({ warnings }) => warnings) }
}

const found = (problems, warnings = []) => ({ problems, warnings })

async function discovered(issuer, limit) {
  const address = addressOf(issuer)
  if (!address) return found([], ['the server was not checked: set ISSUER in wrangler.toml, which is its address'])
  const { status, json, problem } = await ask(address, limit)
  if (problem) return found([problem])
  if (status !== 200 || !json) return found([`${address} answers ${status}${reasonIn(json)}`])
  const wrong = json.issuer === issuer ? [] : [`the issuer of the server is ${json.issuer}, but ISSUER in wrangler.toml is ${issuer}: deploy again`]
  const endpoint = json.registration_endpoint
  if (typeof endpoint !== 'string') return found(wrong, ['the server has no registration endpoint, because REGISTRATION_MODE is off'])
  return found([...wrong, ...(await registering(endpoint, limit))])
}

/** Registers nothing: a dry run of an empty request. Every answer of a working server is fine. */
async function registering(endpoint, limit) {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
  const { status, json, problem } = await ask(`${endpoint}?dry_run=true`, limit, request)
  if (problem) return [problem]
  return [200, 400, 401, 403, 415, 429].includes(status) ? [] : [`${endpoint} answers ${status}${reasonIn(json)}`]
}

async function ask(address, limit, request = {}) {
  try {
    const answer = await fetch(address, { ...request, redirect: 'manual', signal: AbortSignal.timeout(limit) })
    const text = await answer.text()
    return { status: answer.status, json: jsonOf(text) }
  } catch (error) {
    return { problem: `${address} does not answer: ${error.cause?.code ?? error.name}` }
  }
}

function jsonOf(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const reasonIn = (json) => (typeof json?.error_description === 'string' ? `: ${json.error_description}` : '')

/** Returns the address of the discovery document. The path of an issuer follows the well-known part. RFC 8414 section 3. */
function addressOf(issuer = '') {
  if (!URL.canParse(issuer)) return undefined
  const { origin, pathname } = new URL(issuer)
  return `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`
}

async function secretsThere(needed, list) {
  const { names, problem } = await list()
  if (!names) return found([], [`the secrets were not checked: ${problem}`])
  const missing = needed.filter((name) => !names.includes(name))
  return found(missing.map((name) => `the secret ${name} is not set: npx wrangler secret put ${name}`))
}

/** Lists the names of the secrets of the deployed server. Cloudflare never shows their values. */
async function listSecrets() {
  try {
    const { code, stdout, stderr } = await askWrangler(['secret', 'list', '--format', 'json'])
    if (code === 0) return { names: JSON.parse(stdout).map(({ name }) => name) }
    return { problem: stderr.trim().split('\n')[0] }
  } catch (error) {
    return { problem: error.message }
  }
}
