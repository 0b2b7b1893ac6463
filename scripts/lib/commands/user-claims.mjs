import { Problem } from '../say.mjs'

/** Reads the claims of a new user. */
export function claimsOf({ 'display-name': name, email, claim = [] }) {
  const claims = {}
  if (name !== undefined) claims.name = name
  // The operator vouches for the address.
  if (email !== undefined) Object.assign(claims, { email: addressOf(email), email_verified: true })
  for (const text of claim) {
    const [, member, value] = /^([\w:/.#-]{1,128})=(.*)$/s.exec(text) ?? []
    if (member === undefined) throw new Problem('--claim must be NAME=VALUE')
    if (RESERVED.includes(member)) throw new Problem(`--claim: ${member} is set by the server`)
    if (Object.hasOwn(claims, member)) throw new Problem(`--claim: ${member} comes twice`)
    claims[member] = jsonOr(value)
  }
  return claims
}

// The claims that the server sets in tokens.
const RESERVED = ['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti', 'azp', 'nonce', 'acr', 'amr', 'auth_time', 'at_hash', 'sid']

function addressOf(email) {
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new Problem('--email must be an e-mail address')
  return email
}

function jsonOr(text) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
