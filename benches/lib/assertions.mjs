import { SignJWT } from 'jose'
import { ALG, keyPair } from './authority.mjs'
import { ISSUER } from './servers.mjs'

const LIFE = '5m'

/** A machine that authenticates with its own key: its metadata, and forms that ask for a token, each another one. */
export async function machineWithKey(metadata) {
  const { jwks, privateKey } = await keyPair()
  const sign = (client_id) =>
    new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: ALG, kid: '1' })
      .setIssuer(client_id)
      .setSubject(client_id)
      .setAudience(ISSUER)
      .setIssuedAt()
      .setExpirationTime(LIFE)
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
