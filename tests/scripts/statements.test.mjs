import assert from 'node:assert/strict'
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { calculateJwkThumbprint, createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { readCommand } from '../../scripts/lib/command-line.mjs'
import { commands as issuers } from '../../scripts/lib/commands/issuer.mjs'
import { statementKey } from '../../scripts/lib/commands/statement-key.mjs'
import { publish } from '../../scripts/lib/commands/statement-trust.mjs'
import { claimsOf, commands } from '../../scripts/lib/commands/statement.mjs'
import { at, temporaryFolder } from '../../scripts/lib/project.mjs'
import { emptyDatabase } from './support/database.mjs'
import { warningsOf } from './support/warnings.mjs'

const ISSUER = 'https://as.example'

let folder
before(() => (folder = temporaryFolder()))
after(() => folder?.remove())

/** Creates a database that records its statements, and names a key file that does not exist yet. */
function fresh(name) {
  const { query } = emptyDatabase()
  const asked = []
  const key = join(folder.path, name)
  const issue = (options = {}) =>
    commands.issue((sql) => query(asked.push(sql) && sql), { 'software-id': ['app'], issuer: ISSUER, key, ...options })
  const entry = async () => (await issuers.list(query)).json.find(({ issuer }) => issuer === ISSUER)?.entry
  return { asked, entry, issue, key, query }
}

test('a statement is verified with the entry of its issuer in the database', async () => {
  const { issue, entry, key } = fresh('verified')
  const { text, json } = await issue({ scope: ['read'] })
  const { jwks, ...rules } = await entry()
  assert.deepEqual(rules, { algorithms: ['ES256'], typ: ['ssa+jwt'] })
  const { d } = JSON.parse(readFileSync(key, 'utf8'))
  assert.ok(d && ![text, JSON.stringify(json), JSON.stringify(jwks)].some((said) => said.includes(d)))
  const { payload } = await jwtVerify(text, createLocalJWKSet(jwks), { algorithms: ['ES256'], typ: 'ssa+jwt' })
  assert.deepEqual(payload, {
    iss: ISSUER,
    iat: json.issued_at,
    exp: json.issued_at + 3600,
    jti: json.jti,
    software_id: 'app',
    scope: 'read',
  })
  assert.match(payload.jti, /^[\w-]{22}$/)
  const [published, ...others] = jwks.keys
  assert.deepEqual(others, [])
  assert.deepEqual(Object.keys(published).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
  assert.equal(published.kid, await calculateJwkThumbprint(published))
  assert.deepEqual(decodeProtectedHeader(text), { alg: 'ES256', typ: 'ssa+jwt', kid: published.kid })
  const { software_statement, issuer, expires_at, kid } = json
  assert.deepEqual([software_statement, issuer, expires_at, kid], [text, ISSUER, payload.exp, published.kid])
})

test('the key is created once, for its owner alone, and stored once', async (t) => {
  const said = warningsOf(t)
  const { asked, issue, key } = fresh('once')
  const first = await issue()
  const text = readFileSync(key, 'utf8')
  assert.equal(statSync(key).mode & 0o777, 0o600)
  assert.deepEqual(asked.map((sql) => sql.split(' ')[0]), ['SELECT', 'INSERT'])
  const second = await issue()
  assert.equal(asked.length, 3)
  const told = `> the server now trusts ${ISSUER}, by the key ${first.json.kid}`
  assert.deepEqual(said, [`> created a new key: ${key}`, told, ...Array(2).fill(`> signed as ${ISSUER}`)])
  assert.equal(readFileSync(key, 'utf8'), text)
  assert.equal(second.json.kid, first.json.kid)
  assert.notEqual(second.json.jti, first.json.jti)
})

test('an issuer keeps its rules and its other keys', async () => {
  const { query, issue, entry } = fresh('kept')
  const other = { ...statementKey(join(folder.path, 'other')).jwk, kid: 'other' }
  const jwks = join(folder.path, 'jwks')
  writeFileSync(jwks, JSON.stringify({ keys: [other], note: "it's" }))
  await issuers.trust(query, { jwks, rules: '{"unique":true}' }, ISSUER)
  const { json } = await issue()
  const kept = await entry()
  assert.deepEqual(Object.keys(kept), ['jwks', 'unique'])
  assert.deepEqual(kept.jwks.keys.map(({ kid }) => kid), ['other', json.kid])
  await issue()
  assert.deepEqual(await entry(), kept)
  kept.jwks.keys[1].use = 'enc'
  await query(`UPDATE statement_issuers SET entry = '${JSON.stringify(kept).replaceAll("'", "''")}'`)
  await issue()
  assert.deepEqual((await entry()).jwks.keys.map(({ use }) => use), ['sig', 'sig'])
})

test('the newest ten keys of the command line are trusted, and all other keys', async (t) => {
  const said = warningsOf(t)
  const { query, entry } = fresh('many')
  const { kid, ...other } = statementKey(join(folder.path, 'many other')).jwk
  const jwks = join(folder.path, 'many jwks')
  const trust = (names) => {
    writeFileSync(jwks, JSON.stringify({ keys: names.map((name) => ({ ...other, kid: name })) }))
    return issuers.trust(query, { jwks }, ISSUER)
  }
  const issue = async (number) => (await issueWith(query, `many ${number}`)).json.kid
  const kids = async () => (await entry()).jwks.keys.map((key) => key.kid)
  await trust(['a', 'b'])
  const made = []
  for (let number = 0; number < 12; number++) made.push(await issue(number))
  assert.deepEqual(await kids(), ['a', 'b', ...made.slice(2)])
  const gone = said.filter((line) => line.includes('no longer trusted'))
  const because = `is no longer trusted: newer keys of ${ISSUER} replace it`
  assert.deepEqual(gone, made.slice(0, 2).map((it) => `> the key ${it} ${because}`))
  const theirs = Array.from({ length: 19 }, (_, number) => `k${number}`)
  await trust(theirs)
  await issue(0)
  await issue(1)
  assert.deepEqual(await kids(), [...theirs, made[1]])
  await trust([...theirs, 'k19'])
  await assert.rejects(issue(0), {
    message: `the entry of ${ISSUER} has 20 other keys, and 20 is the most; issuer list shows them`,
  })
})

test('a statement that the rules of its issuer would refuse is not signed', async () => {
  const { query, issue } = fresh('ruled')
  const jwks = join(folder.path, 'ruled jwks')
  writeFileSync(jwks, JSON.stringify({ keys: [statementKey(join(folder.path, 'ruled')).jwk] }))
  for (const [rules, fault] of [
    ['{"typ":["JWT"]}', 'typ without ssa+jwt'],
    ['{"algorithms":["PS256","ES384"]}', 'algorithms without ES256'],
  ]) {
    await issuers.trust(query, { jwks, rules }, ISSUER)
    await assert.rejects(issue(), ({ message }) => message.startsWith(`the rules of ${ISSUER} have ${fault}, so the server would refuse the statement: `))
  }
  await issuers.trust(query, { jwks, rules: '{"typ":["JWT","application/SSA+jwt"],"algorithms":["ES256"]}' }, ISSUER)
  await issue()
})

test('a key that the profile of the server refuses is not trusted', async () => {
  const { jwk } = statementKey(join(folder.path, 'profiled'))
  const { query } = emptyDatabase()
  await assert.rejects(publish(query, ISSUER, jwk, 'cdr-au'), ({ message }) =>
    message.startsWith(`the server cannot trust the key of ${ISSUER}: the entry must have ["PS256"] as algorithms`),
  )
  assert.deepEqual((await issuers.list(query)).json, [])
  await publish(query, ISSUER, jwk, 'open-banking-uk')
  assert.deepEqual((await issuers.list(query)).json[0].entry.algorithms, ['ES256'])
})

test('a key set that the server refuses gets no new key', async () => {
  const { query, issue, entry } = fresh('unsound')
  await issue()
  const unsound = await entry()
  unsound.jwks.keys.push({ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' })
  await query(`UPDATE statement_issuers SET entry = '${JSON.stringify(unsound)}'`)
  const problem = {
    message: `the entry of ${ISSUER} in the database cannot be used: jwks.keys[1] must be a point on its curve`,
  }
  await assert.rejects(issue(), problem)
  await assert.rejects(issueWith(query, 'unsound other'), problem)
  assert.deepEqual(await entry(), unsound)
})

test('an issuer with a jwks_uri gets no local key', async () => {
  const { query, issue, entry } = fresh('alone')
  await issuers.trust(query, { 'jwks-uri': 'https://as.example/jwks' }, ISSUER)
  await assert.rejects(issue(), /^Error: the keys of https:\/\/as.example are at its jwks_uri, so a local key cannot be added/)
  assert.deepEqual(await entry(), { jwks_uri: 'https://as.example/jwks' })
})

test('two calls at the same time do not overwrite each other', async () => {
  const { query } = emptyDatabase()
  for (const stage of ['new', 'changed']) {
    const late = async (sql) => {
      const rows = await query(sql)
      if (sql.startsWith('SELECT')) await issueWith(query, `${stage} first`)
      return rows
    }
    await assert.rejects(issueWith(late, `${stage} second`), /changed at the same time: try again$/)
  }
  const [{ entry }] = (await issuers.list(query)).json
  assert.equal(entry.jwks.keys.length, 2)
})

const issueWith = (query, name) =>
  commands.issue(query, { 'software-id': ['app'], issuer: ISSUER, key: join(folder.path, name) })

test('the options of a statement become its claims', async () => {
  const claimsAt = await claimsOf(
    {
      'software-id': ["Ana's app"],
      'redirect-uri': ['https://app.example/callback', 'com.example.app:/callback'],
      'client-name': 'Grüße',
      scope: ['openid  profile', 'read'],
      grant: ['authorization_code refresh_token'],
      method: ['private_key_jwt'],
      'jwks-uri': 'https://app.example/jwks',
      expires: '2d',
      claim: ['org_status=Active', 'roles=["PISP"]', 'software_version="1.10"', 'level=3', 'note=a=b', 'empty='],
    },
    ISSUER,
  )
  const { iss, iat, exp, jti, ...members } = claimsAt(1)
  assert.deepEqual([iss, iat, exp, jti.length], [ISSUER, 1, 1 + 2 * 86_400, 22])
  assert.deepEqual(members, {
    software_id: "Ana's app",
    redirect_uris: ['https://app.example/callback', 'com.example.app:/callback'],
    client_name: 'Grüße',
    scope: 'openid profile read',
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'private_key_jwt',
    jwks_uri: 'https://app.example/jwks',
    org_status: 'Active',
    roles: ['PISP'],
    software_version: '1.10',
    level: 3,
    note: 'a=b',
    empty: '',
  })
})

test('an impossible claim is refused before a key is created or the database is asked', async () => {
  const never = async () => assert.fail('the database was asked')
  const key = join(folder.path, 'never')
  for (const [options, problem] of [
    [{ 'software-id': undefined }, /^give the software_id of the client: --software-id ID$/],
    [{ 'software-id': ['a', 'b'] }, /^--software-id may come only once here$/],
    [{ 'software-id': [''] }, /^--software-id: software_id must not be empty$/],
    [{ method: ['none', 'private_key_jwt'] }, /^--method may come only once here$/],
    [{ method: ['basic'] }, /^--method: token_endpoint_auth_method must be one of none, /],
    [{ grant: ['magic'] }, /^--grant: grant_types must be one of authorization_code, /],
    [{ 'redirect-uri': ['/callback'] }, /^--redirect-uri: redirect_uris\[0\] must be an absolute URI/],
    [{ 'redirect-uri': ['https://app.example/', 'https://app.example/#a'] }, /^--redirect-uri: redirect_uris\[1\] must not have a fragment$/],
    [{ 'client-name': '' }, /^--client-name: client_name must not be empty$/],
    [{ 'jwks-uri': 'http://app.example/jwks' }, /^--jwks-uri: jwks_uri must be an https URI$/],
    [{ 'jwks-uri': 'http://localhost:8780/jwks' }, /^--jwks-uri: jwks_uri must be an https URI$/],
    [{ expires: '1w' }, /^--expires must be minutes, hours or days/],
    [{ claim: ['name'] }, /^--claim must be NAME=VALUE$/],
    [{ claim: ['=value'] }, /^--claim must be NAME=VALUE$/],
    [{ claim: ['a=1', 'a=2'] }, /^--claim: a comes twice$/],
    ...['iss', 'iat', 'exp', 'jti', 'nbf', 'aud'].map((name) => [{ claim: [`${name}=1`] }, /^--claim: \w+ cannot be set; /]),
    [{ claim: ['redirect_uris=[]'] }, /^--claim: redirect_uris has its own option --redirect-uri$/],
    [{ claim: ['software_id=b'] }, /^--claim: software_id has its own option --software-id$/],
    [{ claim: ['jwks={"keys":[{"kty":"oct","k":"c2VjcmV0"}]}'] }, /^--claim: jwks\.keys\[0\]\.k must be absent/],
    [{ issuer: 'http://as.example' }, /^--issuer must be an https URL/],
    ...['/', '/?a', '?a'].map((end) => [{ issuer: `${ISSUER}${end}` }, /^--issuer must not have a query or end with a slash$/]),
  ]) {
    const asked = commands.issue(never, { 'software-id': ['app'], issuer: ISSUER, key, ...options })
    await assert.rejects(asked, { message: problem }, JSON.stringify(options))
  }
  assert.throws(() => statSync(key), { code: 'ENOENT' })
})

test('a file without a private key is left alone, and the message does not show it', () => {
  const file = join(folder.path, 'strange')
  statementKey(file)
  const jwk = JSON.parse(readFileSync(file, 'utf8'))
  for (const text of ['', jwk.d, JSON.stringify({ ...jwk, d: undefined }), JSON.stringify({ ...jwk, crv: 'P-384' })]) {
    writeFileSync(file, text)
    const isRight = ({ message }) => message.startsWith(`${file} is not `) && !message.includes(jwk.d)
    assert.throws(() => statementKey(file), isRight)
    assert.equal(readFileSync(file, 'utf8'), text)
  }
  assert.throws(() => statementKey(join(file, 'below')), { message: /cannot be read or created: ENOTDIR$/ })
})

test('a named key exists, and only its owner can read it', () => {
  const file = join(folder.path, 'named')
  const read = (name) => readCommand(['statement', 'issue', '--software-id', 'app', '--key', name])
  assert.throws(() => read(file), { message: `--key ${file}: the file does not exist` })
  statementKey(file)
  assert.equal(read(file).options.key, file)
  assert.equal(read(at('.statement-key.json')).name, undefined)
  chmodSync(file, 0o640)
  assert.throws(() => statementKey(file), { message: `other users can read ${file}: chmod 600 ${file}` })
})
