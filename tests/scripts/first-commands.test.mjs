import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commands } from '../../scripts/lib/first-commands.mjs'

const ORIGIN = 'http://localhost:8787'
const METADATA = { issuer: ORIGIN, registration_endpoint: `${ORIGIN}/register`, token_endpoint: `${ORIGIN}/token` }

/** Returns the commands for a server with these settings, whose dry run gives this answer. */
async function shown(settings, answer, metadata = METADATA) {
  const asked = []
  const get = async (url, { method = 'GET', body } = {}) => {
    asked.push(`${method} ${url}`)
    return Response.json(method === 'GET' ? metadata : { ...answer, asked: JSON.parse(body) })
  }
  const text = await commands(ORIGIN, '', get, undefined, (name) => settings[name] ?? '')
  return { text, asked }
}

const GOOD = { refusals: [], notes: [] }
const REFUSED = { refusals: [{ error: 'invalid_client_metadata', error_description: 'jwks_uri must be present' }] }

test('commands that the server takes are shown, after a dry run of the first', async () => {
  const { text, asked } = await shown({ REGISTRATION_MODE: 'open' }, GOOD)
  assert.match(text, /Register a client:\n\n {2}curl -s http:\/\/localhost:8787\/register /)
  assert.match(text, /enrol statement issue/)
  assert.match(text, /SCOPES_SUPPORTED is not set/)
  assert.deepEqual(asked.slice(1), [`POST ${ORIGIN}/register?dry_run=true`])
})

test('a command that the server refuses is not shown, and the reason is', async () => {
  for (const answer of [REFUSED, { error: 'invalid_client_metadata', error_description: 'jwks_uri must be present' }]) {
    const { text } = await shown({ REGISTRATION_MODE: 'open', PROFILE: 'fapi2' }, answer)
    assert.doesNotMatch(text, /curl -s|statement issue/)
    assert.match(text, /more than a name and a redirection URI here: jwks_uri must be present\./)
    assert.match(text, /PROFILE is fapi2: docs\/profiles\/fapi2\.md/)
  }
})

test('a server that registers nobody openly is not asked', async () => {
  const { text, asked } = await shown({ REGISTRATION_MODE: 'statement' }, REFUSED)
  assert.equal(asked.length, 1)
  assert.match(text, /enrol statement issue/)
  const { text: off } = await shown({ REGISTRATION_MODE: 'off' }, REFUSED, { issuer: ORIGIN })
  assert.match(off, /Registration is off/)
})
