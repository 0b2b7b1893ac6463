import { exportJWK, generateKeyPair, SignJWT } from 'jose'

const ISS = 'https://directory.example'
export const ALG = 'ES256'
const LIFE = '1d'

/** A key that signs, and the set that has its public half. */
export async function keyPair() {
  const { publicKey, privateKey } = await generateKeyPair(ALG)
  return { privateKey, jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: '1', alg: ALG, use: 'sig' }] } }
}

/** Who vouches for software: a statement, and the settings of an operator who trusts its key. RFC 7591 section 2.3. */
export async function authority() {
  const { jwks, privateKey } = await keyPair()
  const claims = { software_id: 'planner', client_name: 'Example planner', jti: crypto.randomUUID() }
  const statement = await new SignJWT({ ...claims, redirect_uris: ['https://planner.example/oauth/callback'] })
    .setProtectedHeader({ alg: ALG, typ: 'JWT', kid: '1' })
    .setIssuer(ISS)
    .setIssuedAt()
    .setExpirationTime(LIFE)
    .sign(privateKey)
  return { statement, settings: { STATEMENT_ISSUERS: { [ISS]: { jwks } } } }
}

/** A key that access tokens are signed with. */
export async function signingKey() {
  const { privateKey } = await generateKeyPair(ALG, { extractable: true })
  return exportJWK(privateKey)
}
