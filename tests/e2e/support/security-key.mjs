import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const digest = (text) => createHash('sha256').update(text).digest()
const bytes = (value) => Buffer.concat([Buffer.from([0x59, value.length >> 8, value.length & 255]), value])

/** An authenticator in software with one passkey of ES256, RS256 or EdDSA, which answers as the script of a page does. */
export class Authenticator {
  id = randomBytes(16)
  counter = 0
  #keys
  #cose
  #handle

  constructor(algorithm = 'ES256') {
    const kinds = {
      ES256: ['ec', { namedCurve: 'P-256' }],
      EdDSA: ['ed25519', {}],
      RS256: ['rsa', { modulusLength: 2048 }],
    }
    this.#keys = generateKeyPairSync(...kinds[algorithm])
    const jwk = this.#keys.publicKey.export({ format: 'jwk' })
    const part = (name) => bytes(Buffer.from(jwk[name], 'base64url'))
    this.#cose = {
      ES256: () => Buffer.concat([Buffer.from('a5010203262001' + '21', 'hex'), part('x'), Buffer.from('22', 'hex'), part('y')]),
      EdDSA: () => Buffer.concat([Buffer.from('a4010103272006' + '21', 'hex'), part('x')]),
      RS256: () => Buffer.concat([Buffer.from('a401030339010020', 'hex'), part('n'), Buffer.from('21', 'hex'), part('e')]),
    }[algorithm]()
  }

  /** Makes the passkey for the options of a page. */
  create({ challenge, rp, user }, origin) {
    this.#handle = user.id
    const length = Buffer.from([0, this.id.length])
    const data = Buffer.concat([digest(rp.id), Buffer.from([0x45, 0, 0, 0, 0]), Buffer.alloc(16), length, this.id, this.#cose])
    const start = Buffer.concat([Buffer.from([0xa3]), text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0]), text('authData')])
    const attestationObject = Buffer.concat([start, bytes(data)]).toString('base64url')
    const clientDataJSON = clientData('webauthn.create', challenge, origin).toString('base64url')
    return JSON.stringify({ id: this.id.toString('base64url'), response: { clientDataJSON, attestationObject } })
  }

  /** Signs the challenge of the options of a page. */
  get({ challenge, rpId }, origin) {
    this.counter += 1
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.counter)
    const data = Buffer.concat([digest(rpId), Buffer.from([0x05]), counter])
    const client = clientData('webauthn.get', challenge, origin)
    const algorithm = this.#keys.privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256'
    const signature = sign(algorithm, Buffer.concat([data, digest(client)]), this.#keys.privateKey)
    const response = {
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: this.#handle,
    }
    return JSON.stringify({ id: this.id.toString('base64url'), response })
  }
}

const text = (value) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)])

const clientData = (type, challenge, origin) => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
