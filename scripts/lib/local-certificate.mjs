import { X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { at } from './project.mjs'

const DAYS = 365
const DAY_MS = 86_400_000

/**
 * Returns the files of a certificate for this machine and of its key; makes them anew if there are none, or if the
 * certificate expires within a day.
 */
export async function localCertificate(folder = at('.wrangler'), now = Date.now()) {
  const files = { certificate: join(folder, 'enrol-localhost.cert.pem'), key: join(folder, 'enrol-localhost.key.pem') }
  if (lastsUntil(files.certificate) > now + DAY_MS) return files
  const { generate } = await import('selfsigned')
  // It signs nothing but itself: whoever trusts it trusts no other certificate.
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'Enrol on this machine' }], {
    keyType: 'ec',
    curve: 'P-256',
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }, { type: 7, ip: '127.0.0.1' }, { type: 7, ip: '::1' }] },
    ],
  })
  mkdirSync(folder, { recursive: true })
  writeFileSync(files.key, key, { mode: 0o600 })
  writeFileSync(files.certificate, cert)
  return files
}

/** Returns the time at which a certificate expires; 0 if there is none. */
function lastsUntil(file) {
  try {
    return Date.parse(new X509Certificate(readFileSync(file)).validTo)
  } catch {
    return 0
  }
}

/** Fetches a document from the local server, whose certificate this function trusts. The result has what `fetch` gives. */
export async function fetchTrusting(url, { certificate }, { body, ...asked } = {}) {
  const options = { ...asked, ca: readFileSync(certificate), agent: false }
  const response = await new Promise((resolve, reject) => request(url, options, resolve).on('error', reject).end(body))
  response.setEncoding('utf8')
  let text = ''
  for await (const chunk of response) text += chunk
  return { status: response.statusCode, json: async () => JSON.parse(text), arrayBuffer: async () => text }
}
