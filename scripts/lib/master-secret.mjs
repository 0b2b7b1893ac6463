import { randomBytes } from 'node:crypto'

/** One entry of the key ring MASTER_SECRET: a key id, a colon, 256 random bits as base64url. */
export const mint = (keyId) => `${keyId}:${randomBytes(32).toString('base64url')}`
