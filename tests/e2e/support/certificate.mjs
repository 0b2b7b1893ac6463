import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'

const certificate = new X509Certificate(readFileSync(new URL('localhost.cert.pem', import.meta.url)))

/** The public key of the certificate. */
export const JWK = certificate.publicKey.export({ format: 'jwk' })

/** Returns the SHA-256 of a certificate in hexadecimal, and its thumbprint in tokens. RFC 8705 section 3.1. */
const digest = certificate.fingerprint256.replaceAll(':', '').toLowerCase()
export const THUMBPRINT = Buffer.from(digest, 'hex').toString('base64url')

const FACTS = {
  certPresented: '1',
  certVerified: 'SUCCESS',
  certRevoked: '0',
  certFingerprintSHA256: digest,
  certIssuerDNRFC2253: 'CN=Directory,O=Example',
  certSubjectDNRFC2253: 'CN=client,O=Example',
  certNotBefore: certificate.validFrom,
  certNotAfter: certificate.validTo,
  certRFC9440: `:${certificate.raw.toString('base64')}:`,
}

export const DIRECTORY = FACTS.certIssuerDNRFC2253

/**
 * Returns the header that presents a certificate, with further facts if they are given.
 *
 * The local runtime reads `request.cf` from this header. On the platform the header has no meaning.
 */
export const presenting = (facts = {}) => ({
  'mf-cf-blob': JSON.stringify({ tlsClientAuth: { ...FACTS, ...facts } }),
})
