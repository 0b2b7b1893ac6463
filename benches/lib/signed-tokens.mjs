import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { ISSUER } from './servers.mjs'

const ISS = 'https://directory.example'
const ALG = 'ES256'

/** Creates a key pair: the private key, and a JWK Set with the public half. */
async function keyPair() {
  const { publicKey, privateKey } = await generateKeyPair(ALG)
  return { privateKey, jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: '1', alg: ALG, use: 'sig' }] } }
}

/** Creates a software statement, and the settings of a server that trusts its issuer. RFC 7591 section 2.3. */
export async function authority() {
  const { jwks, privateKey } = await keyPair()
  const claims = { software_id: 'planner', client_name: 'Example planner', jti: crypto.randomUUID() }
  const statement = await new SignJWT({ ...claims, redirect_uris: ['https://planner.example/oauth/callback'] })
    .setProtectedHeader({ alg: ALG, typ: 'JWT', kid: '1' })
    .setIssuer(ISS)
    .setIssuedAt()
    .setExpirationTime('1d')
    .sign(privateKey)
  return { statement, settings: { STATEMENT_ISSUERS: { [ISS]: { jwks } } } }
}

/** Creates a key that signs access tokens. */
export async function signingKey() {
  const { privateKey } = await generateKeyPair(ALG, { extractable: true })
  return exportJWK(privateKey)
}

/** Creates a machine that authenticates with its own key: its metadata, and a new token request for each call. */
export async function machineWithKey(metadata) {
  const { jwks, privateKey } = await keyPair()
  const sign = (client_id) =>
    new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: ALG, kid: '1' })
      .setIssuer(client_id)
      .setSubject(client_id)
      .setAudience(ISSUER)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey)
  return {
    metadata: { ...metadata, token_endpoint_auth_method: 'private_key_jwt', jwks },
    async form(client_id) {
      const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
      const parameters = { grant_type: 'client_credentials', scope: 'read', client_assertion_type: type }
      return new URLSearchParams({ ...parameters, client_assertion: await sign(client_id) }).toString()
    },
  }
}
