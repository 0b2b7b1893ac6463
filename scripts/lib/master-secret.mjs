import { randomBytes, randomInt } from 'node:crypto'

/** A client secret: 512 random bits as base64url. */
export const mintClientSecret = () => randomBytes(64).toString('base64url')

/** One entry of the key ring MASTER_SECRET: a key id that no other one has, a colon, 256 random bits as base64url. */
export function mintKey() {
  const today = new Date().toISOString().slice(0, 10).replaceAll('-', '')
  // Two keys of one day must not share an id: what one has encrypted would look as if the other could open it.
  const letters = randomInt(36 ** 4).toString(36).padStart(4, '0')
  return mint(`k${today}${letters}`)
}

export const mint = (keyId) => `${keyId}:${randomBytes(32).toString('base64url')}`
