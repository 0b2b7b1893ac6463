import { relative } from 'node:path'
import { settingOf } from './configuration.mjs'
import { asInitialClient, hasInitialClient, INITIAL_CLIENT } from './dev-vars.mjs'

const METADATA = '{"client_name":"My app","redirect_uris":["https://app.example/callback"]}'

/**
 * Returns commands for a newcomer, for the ways to register that are enabled. A command that the server would refuse is not
 * shown: the server is asked first.
 */
export async function commands(origin, path, get, files, setting = (name) => settingOf(name, '--local')) {
  const address = `${origin}${path}`
  const curl = files ? `curl -s --cacert ${relative('', files.certificate)}` : 'curl -s'
  const answer = await get(`${origin}/.well-known/oauth-authorization-server${path}`)
  const { issuer, registration_endpoint, scopes_supported, token_endpoint } = await answer.json()
  if (!registration_endpoint) return 'Registration is off: see REGISTRATION_MODE in .dev.vars and wrangler.toml.'
  const modes = setting('REGISTRATION_MODE').split(/[\s,+]+/)
  const profile = setting('PROFILE')
  const isOpen = modes.includes('open')
  const issuesTokens = token_endpoint === `${issuer}/token`
  const texts = files ? [trust(files)] : []
  const refusal = isOpen && (await refusalOf(`${address}/register`, get))
  if (isOpen && !refusal) {
    texts.push(`Register a client:

  ${curl} ${address}/register -H 'content-type: application/json' -d '${METADATA}'
`)
  }
  if (refusal) texts.push(`A client needs more than a name and a redirection URI here: ${refusal}.\n`)
  if (profile) texts.push(`PROFILE is ${profile}: docs/profiles/${profile}.md shows a registration.\n`)
  if (isOpen && issuesTokens && !scopes_supported && !setting('SCOPES_SUPPORTED')) {
    texts.push('SCOPES_SUPPORTED is not set, so these clients get tokens without a scope.\n')
  }
  if (hasInitialClient() && issuesTokens && (isOpen || modes.includes('token'))) {
    texts.push(`Get an access token that registers clients; the secret of ${INITIAL_CLIENT} is in .dev.vars:

  ${asInitialClient} | ${curl} ${address}/token -K - -d grant_type=client_credentials -d scope=dcr
`)
  }
  if (!refusal && !profile && (isOpen || modes.includes('statement'))) {
    const options = '--software-id my-app --redirect-uri https://app.example/callback'
    texts.push(`Register a client with a software statement:

  STATEMENT=$(npx --no-install enrol statement issue ${options})
  ${curl} ${address}/register -H 'content-type: application/json' -d "{\\"software_statement\\":\\"$STATEMENT\\"}"
`)
  }
  return texts.join('\n')
}

/** Returns why the server refuses the client of the command; nothing if it takes it. A dry run registers nothing. */
async function refusalOf(endpoint, get) {
  const headers = { 'content-type': 'application/json' }
  const answer = await get(`${endpoint}?dry_run=true`, { method: 'POST', headers, body: METADATA })
  const { refusals = [], error_description } = await answer.json()
  return refusals[0]?.error_description ?? error_description
}

const trust = ({ certificate }) => `The certificate is only for this machine. A browser warns of it: go on to the page. Programs in this folder trust it with one of these:

  NODE_EXTRA_CA_CERTS=${relative('', certificate)}
  SSL_CERT_FILE=${relative('', certificate)}
`
