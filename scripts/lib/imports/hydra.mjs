import { defined } from './members.mjs'

/** Clients of `hydra list oauth2-clients --format json`, or rows of the table `hydra_client`, which have the hashes of secrets. */

const LISTS = ['redirect_uris', 'grant_types', 'response_types', 'contacts', 'request_uris', 'post_logout_redirect_uris']

export function read(entry) {
  const { id, client_id = id, client_secret, ...members } = entry
  for (const name of LISTS) {
    // Old versions store a list with a bar between its values.
    if (typeof members[name] === 'string') members[name] = members[name].split('|').filter(Boolean)
    if (members[name]?.length === 0) delete members[name]
  }
  // Hydra gives every client the response type of a code.
  if (!members.grant_types?.some((grant) => ['authorization_code', 'implicit'].includes(grant))) delete members.response_types
  // `none` says that the answer is no JWT, as an absent member does.
  if (members.userinfo_signed_response_alg === 'none') delete members.userinfo_signed_response_alg
  if (typeof members.jwks === 'string') members.jwks = jsonOr(members.jwks)
  if (!members.jwks?.keys?.length) delete members.jwks
  const isEmpty = ([, value]) => value === '' || value === null
  const present = Object.fromEntries(Object.entries(members).filter((entry) => !isEmpty(entry)))
  return { client: defined({ client_id, ...present, ...secretOf(client_secret) }) }
}

// A hash has the form of its maker: $2a$10$... or $pbkdf2-sha256$...
const secretOf = (secret) => (!secret ? {} : /^\$[\w-]+\$/.test(secret) ? { client_secret_hash: secret } : { client_secret: secret })

function jsonOr(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
