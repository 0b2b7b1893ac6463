import { randomBytes } from 'node:crypto'

/** A client secret: 512 random bits as base64url. */
export const mintClientSecret = () => randomBytes(64).toString('base64url')

/** One entry of the key ring MASTER_SECRET: a key id, a colon, 256 random bits as base64url. */
export const mint = (keyId) => `${keyId}:${randomBytes(32).toString('base64url')}`
