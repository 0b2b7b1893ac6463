import assert from 'node:assert/strict'
import { browserOf } from './sign-in.mjs'

export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'

/** Settings of a server that lets in programs without a browser. */
export const DEVICES = { GRANT_TYPES_SUPPORTED: `authorization_code refresh_token client_credentials ${DEVICE_CODE}` }

/** The metadata of a command line program. */
export const TOOL = {
  client_name: 'Tool',
  grant_types: [DEVICE_CODE, 'refresh_token'],
  response_types: [],
  token_endpoint_auth_method: 'none',
  scope: 'read write',
}

/** Signs in on the way to the page for the code, types the code as people do, and answers. Returns both pages. */
export async function answerDevice(enrol, { verification_uri, user_code }, { username, password }, decision = 'allow') {
  const browser = browserOf(enrol)
  const login = await browser.open(verification_uri)
  const typing = await browser.send(login.forms[0], { username, password })
  const consent = await browser.send(typing.forms.at(-1), { user_code: user_code.toLowerCase().replace('-', ' ') })
  assert.equal(consent.status, 200, consent.text)
  return { consent, done: await browser.send(consent.forms.at(-1), { decision }) }
}
