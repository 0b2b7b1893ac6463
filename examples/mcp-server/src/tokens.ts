import { OAuthError, OAuthErrorCode, type AuthInfo, type OAuthTokenVerifier } from '@modelcontextprotocol/server'
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose'
import type { Settings } from './settings.ts'

/** The keys of an issuer. They are fetched once, and again for a key that is unknown. */
export const keysOf = (issuer: string): JWTVerifyGetKey => createRemoteJWKSet(new URL(`${issuer}/jwks`))

/** Verifies access tokens of Enrol. RFC 9068 section 4. */
export function verifierOf({ ISSUER, RESOURCE }: Pick<Settings, 'ISSUER' | 'RESOURCE'>, keys: JWTVerifyGetKey): OAuthTokenVerifier {
  const rules = {
    issuer: ISSUER,
    // A token for another server must be worthless here.
    audience: RESOURCE,
    // An ID token is signed with the same keys.
    typ: 'at+jwt',
    algorithms: ['ES256', 'PS256', 'RS256'],
    requiredClaims: ['client_id', 'exp', 'sub'],
  }
  const verifyAccessToken = async (token: string): Promise<AuthInfo> => {
    const { payload } = await jwtVerify(token, keys, rules).catch(refuse)
    // A token that is bound to a key or a certificate is no bearer token.
    if (payload.cnf !== undefined) throw invalid()
    return {
      token,
      clientId: String(payload.client_id),
      scopes: typeof payload.scope === 'string' ? payload.scope.split(' ') : [],
      expiresAt: payload.exp,
      resource: new URL(RESOURCE),
      extra: { sub: payload.sub },
    }
  }
  return { verifyAccessToken }
}

/** Faults of the token. All others, such as keys that cannot be fetched, are faults of this server: status 500. */
const FAULTS = [
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSMultipleMatchingKeys,
  errors.JWKSNoMatchingKey,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
]

function refuse(error: unknown): never {
  throw FAULTS.some((fault) => error instanceof fault) ? invalid() : error
}

// Who sends a bad token does not learn why.
const invalid = () => new OAuthError(OAuthErrorCode.InvalidToken, 'The access token is not valid here')
