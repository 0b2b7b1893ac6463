import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { startElsewhere } from './elsewhere.mjs'

/** Starts another authorization server, which publishes its keys and signs access tokens. */
export async function startLogin() {
  const published = []
  const keys = {}
  const elsewhere = await startElsewhere({
    '/jwks': (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: published })),
  })
  const { origin, asked, stop } = elsewhere

  /** Publishes another key with this kid. */
  const publish = async (kid) => {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    published.push({ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' })
    keys[kid] = privateKey
  }
  await publish('1')

  /** Signs an access token that permits registration at Enrol. RFC 9068 section 2. */
  const sign = ({ issuer }, claims = {}, { kid = '1', key = keys[kid] } = {}) => {
    const now = Math.floor(Date.now() / 1000)
    const base = { iss: origin, sub: 'alice', aud: `${issuer}/register`, client_id: 'portal', scope: 'openid dcr' }
    return new SignJWT({ ...base, jti: crypto.randomUUID(), iat: now, exp: now + 300, ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
      .sign(key)
  }

  return { origin, jwks_uri: `${origin}/jwks`, asked, stop, publish, sign }
}

/** Returns the settings that trust such servers for registration. */
export const trusting = (...logins) => ({
  REGISTRATION_MODE: 'token',
  LOOPBACK_FETCH: 'on',
  REGISTRATION_TOKEN_ISSUERS: JSON.stringify(
    Object.fromEntries(logins.map(({ origin, jwks_uri }) => [origin, { jwks_uri }])),
  ),
})
