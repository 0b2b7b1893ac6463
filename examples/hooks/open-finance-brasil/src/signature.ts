import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from 'jose'
import type { Settings } from './contract.ts'

/** The host that a service binding has. No request from outside of the account arrives under this name. */
const BOUND = 'registration-hook.invalid'

let published: JWTVerifyGetKey | undefined

/** Returns whether Enrol has sent the request: by the service binding, or signed with its published keys. */
export async function isOfEnrol(request: Request, body: ArrayBuffer, settings: Settings, keys?: JWTVerifyGetKey) {
  const { ISSUER: issuer, HOOK_URL: audience } = settings
  if (new URL(request.url).hostname === BOUND) return true
  if (!issuer || !audience) return false
  keys ??= published ??= createRemoteJWKSet(new URL(`${issuer}/jwks`))
  const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '') ?? []
  const expected = { issuer, audience, typ: 'registration-hook+jwt', algorithms: ['ES256', 'PS256', 'RS256'], clockTolerance: 10 }
  const verified = await jwtVerify(token, keys, { ...expected, maxTokenAge: 60 }).catch(() => undefined)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body))
  return verified?.payload.body_sha256 === btoa(String.fromCharCode(...digest)).replace(/[+/=]/g, (c) => URL_SAFE[c])
}

const URL_SAFE: Record<string, string> = { '+': '-', '/': '_', '=': '' }
