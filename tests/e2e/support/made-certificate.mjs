import { randomBytes, webcrypto, X509Certificate as NodeCertificate } from 'node:crypto'
import {
  BasicConstraintsExtension,
  cryptoProvider,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  X509CrlGenerator,
} from '@peculiar/x509'

cryptoProvider.set(webcrypto)

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const HOUR_MS = 3_600_000

/**
 * Makes a certificate with a key of its own.
 *
 * The subject has the parts of a name in the order of the certificate, such as `[{ O: ['Example'] }, { CN: ['client'] }]`.
 * Without an `issuer` it is signed by itself. `ends` is the time until it ends, in milliseconds, and may be past.
 */
export async function certificate({ subject, issuer, isAuthority = false, names = [], ends = 24 * HOUR_MS }) {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const usage = isAuthority ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign : KeyUsageFlags.digitalSignature
  const extensions = [new BasicConstraintsExtension(isAuthority, undefined, true), new KeyUsagesExtension(usage, true)]
  if (names.length > 0) extensions.push(new SubjectAlternativeNameExtension(names))
  const made = await X509CertificateGenerator.create({
    serialNumber: `01${randomBytes(8).toString('hex')}`,
    subject,
    issuer: issuer?.subject ?? subject,
    notBefore: new Date(Date.now() - 48 * HOUR_MS),
    notAfter: new Date(Date.now() + ends),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: (issuer ?? { keys }).keys.privateKey,
    extensions,
  })
  const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  const node = new NodeCertificate(Buffer.from(made.rawData))
  return { subject, keys, key, cert: node.toString(), der: node.raw, node }
}

/** Makes the list of the certificates that an authority has revoked, in PEM. */
export async function revocations(authority, revoked) {
  const made = await X509CrlGenerator.create({
    issuer: authority.subject,
    thisUpdate: new Date(Date.now() - HOUR_MS),
    nextUpdate: new Date(Date.now() + HOUR_MS),
    entries: revoked.map(({ node }) => ({ serialNumber: node.serialNumber, revocationDate: new Date(Date.now() - HOUR_MS) })),
    signingAlgorithm: ALGORITHM,
    signingKey: authority.keys.privateKey,
  })
  return PemConverter.encode(made.rawData, 'X509 CRL')
}

/** The thumbprint of a certificate in tokens. RFC 8705 section 3.1. */
export const thumbprintOf = ({ node }) => Buffer.from(node.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')

/** The public key of a certificate. */
export const jwkOf = ({ node }) => node.publicKey.export({ format: 'jwk' })

const asName = (part) => Object.entries(part).map(([kind, [value]]) => `${kind}=${textOf(value)}`)
const textOf = (value) => (typeof value === 'string' ? value : Object.values(value)[0]).replace(/[,+]/g, '\\$&')

/** The name of a subject in the form of RFC 2253. */
export const nameOf = (subject) => subject.flatMap(asName).reverse().join(',')

/** What Cloudflare reports about a certificate, as `tlsClientAuth`. */
export const factsOf = (made, issuer = made) => ({
  certPresented: '1',
  certVerified: 'SUCCESS',
  certRevoked: '0',
  certFingerprintSHA256: made.node.fingerprint256.replaceAll(':', '').toLowerCase(),
  certIssuerDNRFC2253: nameOf(issuer.subject),
  certSubjectDNRFC2253: nameOf(made.subject),
  certNotBefore: made.node.validFrom,
  certNotAfter: made.node.validTo,
  certRFC9440: `:${made.der.toString('base64')}:`,
})

/** The header from which the local runtime reads what Cloudflare reports. */
export const reported = (facts) => ({ 'mf-cf-blob': JSON.stringify({ tlsClientAuth: facts }) })
