import { askWrangler } from './wrangler.mjs'

const LIMIT_MS = 10_000

/** The problems of the deployed server, and what could not be looked at. */
export async function remote(settings, needed, { list = listSecrets, limit = LIMIT_MS } = {}) {
  const asked = await Promise.all([discovered(settings.ISSUER, limit), secretsThere(needed, list)])
  return { problems: asked.flatMap(({ problems }) => problems), warnings: asked.flatMap(({ warnings }) => warnings) }
}

const found = (problems, warnings = []) => ({ problems, warnings })

async function discovered(issuer, limit) {
  const address = addressOf(issuer)
  if (!address) return found([], ['the server was not asked: without an ISSUER nobody knows where it is'])
  const { status, json, problem } = await ask(address, limit)
  if (problem) return found([problem])
  if (status !== 200 || !json) return found([`${address} answers ${status}${reasonIn(json)}`])
  const wrong = json.issuer === issuer ? [] : [`the server is ${json.issuer}, and the ISSUER of wrangler.toml ${issuer}`]
  const endpoint = json.registration_endpoint
  if (typeof endpoint !== 'string') return found(wrong, ['the server has no registration endpoint: REGISTRATION_MODE is off'])
  return found([...wrong, ...(await registering(endpoint, limit))])
}

/** A dry run of nothing stores nothing; whatever a working server says of it is no failure of the server. */
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

/** Where discovery is: the path of an issuer comes after the well-known part. RFC 8414 section 3. */
function addressOf(issuer = '') {
  if (!URL.canParse(issuer)) return undefined
  const { origin, pathname } = new URL(issuer)
  return `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`
}

async function secretsThere(needed, list) {
  const { names, problem } = await list()
  if (!names) return found([], [`the secrets were not looked at: ${problem}`])
  const missing = needed.filter((name) => !names.includes(name))
  return found(missing.map((name) => `the secret ${name} is not there: npx wrangler secret put ${name}`))
}

/** The names of the secrets of the deployed server: Cloudflare shows no more of them. */
async function listSecrets() {
  try {
    const { code, stdout, stderr } = await askWrangler(['secret', 'list', '--format', 'json'])
    if (code === 0) return { names: JSON.parse(stdout).map(({ name }) => name) }
    return { problem: stderr.trim().split('\n')[0] }
  } catch (error) {
    return { problem: error.message }
  }
}
