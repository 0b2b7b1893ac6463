// Rows of schema/ for the table of statements. A case names the columns that matter; the others have fixed values.

/** The time of all cases, in seconds. */
export const NOW = 1000

/** A row that is gone. */
export const GONE = 'gone'

export const client = (client_id, columns = {}) => ({
  client_id,
  metadata: '{}',
  issued_at: 500,
  secret_key: 'k1',
  secret_generation: 3,
  token_key: 'k1',
  token_generation: 5,
  revision: 7,
  ...columns,
})

export const use = (client_id, last_used_at = 600) => ({ client_id, first_used_at: 500, last_used_at })

export const approval = (client_id, columns = {}) => ({ client_id, since: 600, ...columns })

export const disabled = (client_id, disabled_at = 600) => ({ client_id, disabled_at })

export const token = (digest, columns = {}) => ({
  digest,
  label: 'label',
  uses_left: 2,
  created_at: 100,
  expires_at: NOW + 1,
  bounds: '{}',
  ...columns,
})

export const epoch = (name, since) => ({ name, since })
export const spent = (once, until) => ({ once, until })

export const key = (kid, columns = {}) => ({
  kid,
  algorithm: 'ES256',
  public: '{}',
  sealed: 'sealed',
  sealed_with: 'k1',
  begins_at: 900,
  ...columns,
})

/** Tokens as parameters of the statements. */
export const digests = (...names) => JSON.stringify(names)

/** Tokens that cannot be used, each beside a valid token and a token of another digest. */
export const UNUSABLE = {
  'one that is used up': [token('bad', { uses_left: 0 }), token('other')],
  'one that has expired': [token('bad', { expires_at: NOW }), token('other')],
  'one that is not known': [token('other')],
}
