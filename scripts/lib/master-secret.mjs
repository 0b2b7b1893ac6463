import { randomBytes, randomInt } from 'node:crypto'

/** Creates a client secret: 512 random bits, base64url. */
export const mintClientSecret = () => randomBytes(64).toString('base64url')

/** Creates an entry of MASTER_SECRET: a new name, a colon, and 256 random bits, base64url. */
export function mintKey() {
  const today = new Date().toISOString().slice(0, 10).replaceAll('-', '')
  // Two keys of one day need different names: the name decides which key opens an identifier.
  const letters = randomInt(36 ** 4).toString(36).padStart(4, '0')
  return mint(`k${today}${letters}`)
}

export const mint = (keyId) => `${keyId}:${randomBytes(32).toString('base64url')}`
