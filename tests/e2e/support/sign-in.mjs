import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { Browser } from './browser.mjs'
import { register } from './http.mjs'
import { post } from './oauth.mjs'

/** The password of every user that `createUser` makes, and its hash with Argon2id. */
export const PASSWORD = 'correct horse battery'
const HASH = '$argon2id$v=19$m=19456,t=2,p=1$YSBzYWx0IGZvciB0ZXN0cw$zVjpvnxGu9f6XYWPXX1EPp/tls2D8uTCXwiLV/WtG2I'

/** Limits of the bindings under which one machine may sign in as often as tests do. */
export const SIGN_INS = { STORAGE_LIMIT: 600, SIGN_IN_LIMIT: 600, PASSWORD_LIMIT: 600, ACCOUNT_LIMIT: 600 }

/** Adds a local user to the database of a running server; returns the user's name, password and `sub`. */
export function createUser(enrol, username = 'alice', claims = { name: 'Alice Example', email: 'alice@example.com', email_verified: true }) {
  const sub = `u${randomBytes(16).toString('base64url')}`
  const database = enrol.database()
  const insert = 'INSERT INTO users (user_id, username, password, claims, created_at) VALUES (?, ?, ?, ?, unixepoch())'
  database.prepare(insert).run(sub, username, HASH, JSON.stringify(claims))
  database.close()
  return { username, password: PASSWORD, sub, claims }
}

/** Makes a code with which a user sets a password once, as the command line does. */
export function createCode(enrol, { sub }) {
  const code = `enrol_reset_${randomBytes(32).toString('base64url')}`
  const digest = createHash('sha256').update(code).digest('base64url')
  const database = enrol.database()
  database.prepare('UPDATE users SET reset_digest = ?, reset_until = unixepoch() + 86400 WHERE user_id = ?').run(digest, sub)
  database.close()
  return code
}

/** Returns a browser that stays at the server, and at other servers with these origins. */
export const browserOf = (enrol, ...origins) => new Browser(enrol.origin, ...origins)

/** The metadata of a public client on the user's device. */
export const NATIVE = {
  client_name: 'My app',
  redirect_uris: ['http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_method: 'none',
}

/** The metadata of a confidential client on a web server. */
export const WEB = {
  client_name: 'My site',
  redirect_uris: ['https://app.example/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_method: 'client_secret_basic',
}

/** Registers a client without a token. */
export async function registered(enrol, metadata = NATIVE, options) {
  const { status, json } = await register(enrol, metadata, options)
  assert.equal(status, 201, JSON.stringify(json))
  return json
}

/** Makes an authorization request with PKCE: its address, and what the client remembers for the token request. */
export function request(enrol, client, parameters = {}) {
  const code_verifier = randomBytes(32).toString('base64url')
  const all = {
    client_id: client.client_id,
    redirect_uri: client.redirect_uris[0],
    response_type: 'code',
    scope: 'openid',
    state: randomBytes(16).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(code_verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  }
  const sent = Object.entries(all).filter(([, value]) => value !== undefined)
  const url = new URL(`${enrol.issuer}/authorize`)
  for (const [name, value] of sent.flatMap(([name, value]) => [value].flat().map((one) => [name, one]))) {
    url.searchParams.append(name, value)
  }
  return { url, code_verifier, ...all }
}

/**
 * Goes from an authorization request to the redirection: signs in and decides where the pages ask for it. Returns the
 * parameters of the redirection, its `location`, and the `pages` that were shown.
 */
export async function authorize(browser, url, user, decision = 'allow') {
  const pages = []
  let page = await browser.open(url)
  for (const turn of ['sign-in', 'consent', 'end']) {
    if (page.location) {
      const { searchParams, hash } = page.location
      const parameters = hash ? new URLSearchParams(hash.slice(1)) : searchParams
      return { ...Object.fromEntries(parameters), location: page.location, pages }
    }
    const form = page.forms.find(({ action }) => /\/(sign-in|authorize\/consent)$/.test(action.pathname))
    assert.ok(form && turn !== 'end', `${page.status} ${page.url}\n${page.text}`)
    const isConsent = form.action.pathname.endsWith('/consent')
    pages.push(isConsent ? 'consent' : 'sign-in')
    const values = isConsent ? { decision } : { username: user.username, password: user.password }
    page = await browser.send(form, values)
  }
}

/** Exchanges a code; returns the answer of the token endpoint. */
export const redeem = (enrol, client, { redirect_uri, code_verifier }, code, more = {}) =>
  post(enrol, '/token', { grant_type: 'authorization_code', code, redirect_uri, code_verifier, ...more }, client)

/** Uses a refresh token; returns the answer of the token endpoint. */
export const refresh = (enrol, client, refresh_token, more = {}) =>
  post(enrol, '/token', { grant_type: 'refresh_token', refresh_token, ...more }, client)

/** Goes the whole way from a user to tokens. Checks the response, and returns the tokens. */
export async function signIn(enrol, client, user, { browser = browserOf(enrol), ...parameters } = {}) {
  const asked = request(enrol, client, parameters)
  const { code, state, iss } = await authorize(browser, asked.url, user)
  assert.deepEqual({ state, iss }, { state: asked.state, iss: enrol.issuer })
  const { status, json } = await redeem(enrol, client, asked, code)
  assert.equal(status, 200, JSON.stringify(json))
  return { ...json, nonce: asked.nonce }
}

/** Verifies an ID token or access token with the published keys; returns its claims. */
export async function claimsOf(enrol, token, options) {
  const keys = createRemoteJWKSet(new URL(`${enrol.issuer}/jwks`))
  return (await jwtVerify(token, keys, { issuer: enrol.issuer, ...options })).payload
}
