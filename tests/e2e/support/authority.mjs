import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { startElsewhere } from './elsewhere.mjs'

/** The default claims about a software. */
export const SOFTWARE = { software_id: 'bank-app', client_name: 'Bank', redirect_uris: ['https://bank.example/cb'] }

/** The kid of each initial key of an authority. */
const FIRST = { es: 'ES256', ps: 'PS256' }

/** Starts an issuer of software statements, which publishes its keys and signs statements. RFC 7591 section 2.3. */
export async function startAuthority() {
  const published = new Map()
  const keys = {}
  const json = (answer) => (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer()))
  const manners = { '/jwks': json(() => ({ keys: [...published.values()] })) }
  const { origin, asked, stop } = await startElsewhere(manners)

  const publish = async (kid, alg = 'ES256') => {
    const { publicKey, privateKey } = await generateKeyPair(alg)
    published.set(kid, { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' })
    keys[kid] = { alg, privateKey }
  }
  const withdraw = (kid) => published.delete(kid)
  for (const [kid, alg] of Object.entries(FIRST)) await publish(kid, alg)

  /** Signs claims that replace the default ones; an undefined claim is left out. */
  const statement = (claims = {}, { kid = 'es', alg = keys[kid].alg, key = keys[kid].privateKey, ...header } = {}) => {
    const now = Math.floor(Date.now() / 1000)
    const usual = { iss: origin, iat: now, exp: now + 600, jti: crypto.randomUUID(), ...SOFTWARE }
    return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg, typ: 'JWT', kid, ...header }).sign(key)
  }

  /** Publishes another document, such as the keys of a software; returns its address. */
  const serve = (path, document) => {
    manners[path] = json(() => document)
    return origin + path
  }

  return { origin, jwks_uri: `${origin}/jwks`, asked, stop, publish, withdraw, statement, serve }
}

/** Returns the settings that trust authorities: a table of entries by iss. */
export const trusting = (issuers) => ({ LOOPBACK_FETCH: 'on', STATEMENT_ISSUERS: JSON.stringify(issuers) })
