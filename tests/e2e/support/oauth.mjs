import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import { send } from './http.mjs'

/** A client secret that is long enough for every method. */
export const mintSecret = () => randomBytes(64).toString('base64url')

/** Sends a form with the authentication method of a client. The private key is in `key`, its name in `kid`, its algorithm in `alg`. */
export async function post({ issuer }, path, parameters, client, headers = {}) {
  const proof = await PROOFS[client.token_endpoint_auth_method](client, issuer)
  return send(`${issuer}${path}`, {
    method: 'POST',
    body: new URLSearchParams({ ...parameters, ...proof.parameters }),
    headers: { ...headers, ...proof.headers },
  })
}

export const askForToken = (enrol, client, parameters = {}) =>
  post(enrol, '/token', { grant_type: 'client_credentials', ...parameters }, client)

/** Gets an access token as a client. */
export async function tokenOf(enrol, client, parameters) {
  const { status, json } = await askForToken(enrol, client, parameters)
  assert.equal(status, 200, JSON.stringify(json))
  return json.access_token
}

export const introspect = (enrol, token, client, headers) => post(enrol, '/introspect', { token }, client, headers)

export const revoke = (enrol, token, client) => post(enrol, '/revoke', { token }, client)

const PROOFS = {
  none: ({ client_id }) => ({ parameters: { client_id } }),
  client_secret_basic: ({ client_id, client_secret }) => ({
    headers: { authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` },
  }),
  client_secret_post: ({ client_id, client_secret }) => ({ parameters: { client_id, client_secret } }),
  client_secret_jwt: (client, issuer) =>
    asserted(client, issuer, { alg: 'HS256' }, Buffer.from(client.client_secret)),
  private_key_jwt: (client, issuer) => asserted(client, issuer, { alg: client.alg ?? 'ES256', kid: client.kid }, client.key),
}

async function asserted({ client_id }, issuer, header, key) {
  const client_assertion = await new SignJWT({ jti: crypto.randomUUID() })
    .setProtectedHeader(header)
    .setIssuer(client_id)
    .setSubject(client_id)
    .setAudience(issuer)
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(key)
  const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  return { parameters: { client_assertion, client_assertion_type } }
}
