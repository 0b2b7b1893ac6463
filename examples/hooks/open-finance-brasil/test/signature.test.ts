import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { generateKeyPair, SignJWT } from 'jose'
import worker from '../src/index.ts'
import { isOfEnrol } from '../src/signature.ts'

const ISSUER = 'https://as.example'
const HOOK_URL = 'https://hooks.example/check'
const SETTINGS = { SOFTWARE_MODE: 'Live', BLOCKED_ORGANISATIONS: '', ISSUER, HOOK_URL }
const BODY = '{"nonce":"n"}'

const { privateKey, publicKey } = await generateKeyPair('ES256')
const other = await generateKeyPair('ES256')

const now = () => Math.floor(Date.now() / 1000)
const digestOf = (body: string) => createHash('sha256').update(body).digest('base64url')

function sign({ claims = {}, typ = 'registration-hook+jwt', key = privateKey } = {}) {
  const usual = { iss: ISSUER, aud: HOOK_URL, iat: now(), exp: now() + 60, jti: 'n', body_sha256: digestOf(BODY) }
  return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg: 'ES256', typ }).sign(key)
}

const post = (token?: string, url = HOOK_URL) =>
  new Request(url, { method: 'POST', body: BODY, headers: token ? { authorization: `Bearer ${token}` } : {} })

const isGood = (token?: string, settings = SETTINGS) =>
  isOfEnrol(post(token), new TextEncoder().encode(BODY).buffer, settings, async () => publicKey)

test('a request that Enrol has signed counts', async () => {
  assert.equal(await isGood(await sign()), true)
})

test('a request that is unsigned, old, for others or signed by others does not count', async () => {
  assert.equal(await isGood(), false)
  assert.equal(await isGood('x.y.z'), false)
  for (const wrong of [
    { claims: { iss: 'https://other.example' } },
    { claims: { aud: 'https://other.example/check' } },
    { claims: { iat: now() - 600, exp: now() + 60 } },
    { claims: { exp: now() - 60 } },
    { claims: { body_sha256: digestOf('{}') } },
    { claims: { body_sha256: undefined } },
    { typ: 'at+jwt' },
    { key: other.privateKey },
  ]) {
    assert.equal(await isGood(await sign(wrong)), false, JSON.stringify(wrong))
  }
  assert.equal(await isGood(await sign(), { ...SETTINGS, ISSUER: '' }), false, 'without its settings it trusts no address')
})

test('a request by the service binding needs no signature, and every other one does', async () => {
  const bound = await worker.fetch(post(undefined, 'https://registration-hook.invalid/'), SETTINGS)
  assert.equal(bound.status, 200)
  const answer = (await bound.json()) as { nonce: string; decision: string }
  assert.deepEqual([answer.nonce, answer.decision], ['n', 'refuse'])
  assert.equal((await worker.fetch(post(), { ...SETTINGS, ISSUER: '' })).status, 401)
  assert.equal((await worker.fetch(new Request(HOOK_URL), SETTINGS)).status, 405)
})
