import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { SOFTWARE, startAuthority, trusting } from './support/authority.mjs'
import { TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, manage, METADATA, register } from './support/http.mjs'
import { age, PAUSE_SECONDS } from './support/kept.mjs'
import { assertInvalidToken, change } from './support/sealed.mjs'

const EVIL = { client_name: 'Evil', redirect_uris: ['https://evil.example/'], scope: 'all', org_id: 'evil' }

let authority
before(async () => (authority = await startAuthority()))
after(() => authority?.stop())

const started = (entry, vars = {}) => {
  const issuers = { [authority.origin]: { jwks_uri: authority.jwks_uri, ...entry } }
  return startEnrol({ vars: { ...trusting(issuers), ...vars }, env: TRUST })
}

const show = (enrol, software_statement, json = {}) => register(enrol, { ...json, software_statement })

async function vouchedFor(enrol, statement, json) {
  const answer = await show(enrol, statement, json)
  assert.equal(answer.status, 201, JSON.stringify(answer.json))
  return answer.json
}

function assertStatement(answer, code = 'invalid_software_statement') {
  assertRefused(answer, 400)
  assert.deepEqual([answer.json.error, answer.json.pointer], [code, '/software_statement'])
}

for (const CLIENT_STORAGE of ['sealed', 'stored']) {
  describe(`a server with CLIENT_STORAGE ${CLIENT_STORAGE}`, () => {
    let enrol
    before(async () => (enrol = await started({}, { CLIENT_STORAGE })))
    after(() => enrol?.stop())

    // An RSA signature leaves too little space in an identifier.
    for (const [kid, alg] of [['es', 'ES256'], ['ps', 'PS256']]) {
      test(`G12, H36, I13, I14, I17, I19, J57: a client follows its statement, signed by ${alg}`, async () => {
        const said = { scope: 'accounts payments', org_id: 'org-7', software_roles: ['AISP', 'PISP'] }
        const statement = await authority.statement(said, { kid })
        const client = await vouchedFor(enrol, statement, { ...EVIL, client_uri: 'https://bank.example/' })
        assert.equal(client.client_id[0], CLIENT_STORAGE === 'sealed' ? 's' : 'c')
        assertHas(client, { ...SOFTWARE, ...said, software_statement: statement, client_uri: 'https://bank.example/' })
        for (const claim of ['iss', 'iat', 'exp', 'jti']) assert.ok(!Object.hasOwn(client, claim), claim)
        assert.deepEqual((await manage(client)).json, client)

        const terms = { tos_uri: 'https://bank.example/terms' }
        const locked = await change(client, { ...EVIL, ...terms, software_id: 'evil', software_statement: undefined })
        assert.equal(locked.status, 200, JSON.stringify(locked.json))
        assert.deepEqual(locked.json, { ...client, ...terms })

        const redirect_uris = ['https://bank.example/new']
        const fresh = await authority.statement({ redirect_uris, client_name: 'New bank', scope: 'accounts' }, { kid })
        const changed = await change(client, { ...EVIL, software_statement: fresh })
        assert.equal(changed.status, 200, JSON.stringify(changed.json))
        const news = { redirect_uris, client_name: 'New bank', scope: 'accounts', software_statement: fresh }
        assertHas(changed.json, { ...news, client_id: client.client_id })
        assert.ok(!Object.hasOwn(changed.json, 'org_id'))
        const { json: read } = await manage(client)
        assert.deepEqual(read, changed.json)

        assert.equal((await manage(client, { method: 'DELETE' })).status, 204)
        assertInvalidToken(await manage(client))
        assertInvalidToken(await change(client, { software_statement: fresh }))
      })
    }

    test('G12, I19: a long statement is returned unchanged', async () => {
      const software_roles = Array.from({ length: 200 }, (_, number) => `role-${number}-${crypto.randomUUID()}`)
      const statement = await authority.statement({ software_roles }, { kid: 'ps' })
      const client = await vouchedFor(enrol, statement)
      assert.match(client.client_id, /^c[\w-]{22}$/)
      const { json } = await manage(client)
      assert.deepEqual([json.software_statement, json.software_roles], [statement, software_roles])
    })

    test('G20, G21, H36: a statement of another software, or an invalid one, changes nothing', async () => {
      const client = await vouchedFor(enrol, await authority.statement())
      const other = await authority.statement({ software_id: 'other' })
      assertStatement(await change(client, { software_statement: other }), 'unapproved_software_statement')
      assertStatement(await change(client, { software_statement: await authority.statement({ exp: 1 }) }))
      assertStatement(await change(client, { software_statement: 'x' }))
      assert.deepEqual((await manage(client)).json, client)
    })
  })
}

function assertHas(client, members) {
  for (const [name, value] of Object.entries(members)) assert.deepEqual(client[name], value, name)
}

test('H36, J42: if the issuer requires a statement with every update, an update without one is refused', async () => {
  const enrol = await started({ required_in_updates: true })
  try {
    const client = await vouchedFor(enrol, await authority.statement())
    assertStatement(await change(client, { software_statement: undefined }))
    const again = await change(client, {})
    assert.equal(again.status, 200, JSON.stringify(again.json))
    assert.deepEqual(again.json, client)
    const software_statement = await authority.statement({ client_name: 'New bank' })
    assert.equal((await change(client, { software_statement })).json.client_name, 'New bank')
  } finally {
    await enrol.stop()
  }
})

describe('a server that starts again', () => {
  let enrol, folder, changing
  before(async () => {
    folder = temporaryFolder()
    changing = await startAuthority()
    await restart()
  })
  after(async () => {
    await enrol?.stop()
    await changing?.stop()
    folder?.remove()
  })

  async function restart(meanwhile) {
    await enrol?.stop()
    meanwhile?.()
    const vars = trusting({ [changing.origin]: { jwks_uri: changing.jwks_uri } })
    enrol = await startEnrol({ vars, env: TRUST, folder })
  }

  test('I4, I6: an issuer can change its keys, and a removed key is not accepted', async () => {
    const showBy = async (kid) => show(enrol, await changing.statement({}, { kid }))
    for (const time of ['fetched', 'kept']) assert.equal((await showBy('es')).status, 201, time)
    await changing.publish('next')
    changing.withdraw('es')
    for (const answer of [await showBy('next'), await showBy('next')]) assertStatement(answer)
    assert.equal((await showBy('es')).status, 201, 'what is kept of the keys holds for a while')
    assert.equal(changing.asked.length, 1)

    await restart(() => age(folder.path, changing.jwks_uri, PAUSE_SECONDS))
    assert.equal((await showBy('next')).status, 201)
    assertStatement(await showBy('es'))
    assert.equal((await showBy('ps')).status, 201)
    assert.equal(changing.asked.length, 2)
  })
})

describe('a server that asks for statements', () => {
  let enrol, other
  before(async () => {
    other = await startAuthority()
    enrol = await started({ algorithms: ['ES256'], maximum_age_seconds: 300 }, { REGISTRATION_MODE: 'statement' })
  })
  after(async () => {
    await enrol?.stop()
    await other?.stop()
  })

  test('B13, I21, S15: a statement is sufficient and required', async () => {
    for (const software_statement of [undefined, null, '']) {
      assertStatement(await register(enrol, { ...METADATA, software_statement }))
    }
    const client = await vouchedFor(enrol, await authority.statement())
    assert.equal((await manage(client)).status, 200)
  })

  const UNSIGNED = 'none of the keys of its issuer that could be had verifies it'

  test('G20, G21, I1 to I5, I8, I9, I11, I12, I23, I25, J27, R46: the reason of a refused statement is only in the log', async () => {
    const now = Math.floor(Date.now() / 1000)
    const good = await authority.statement()
    const [header, payload, signature] = good.split('.')
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const stranger = await other.statement({ iss: authority.origin })
    const secret = Buffer.from('a secret of at least thirty-two bytes')
    const noJwt = [
      'x',
      `${good}=`,
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `${part({ alg: 'none' })}.${payload}.`,
      `${part({ alg: 'none' })}.${payload}.${signature}`,
    ]
    const invalid = [
      [{ payload: good }, 'it is no text'],
      ...noJwt.map((text) => [text, 'it is no signed JWT in compact form']),
      [`${header}.${part({ iss: authority.origin, ...SOFTWARE })}.${signature}`, UNSIGNED],
      [stranger, UNSIGNED],
      [await authority.statement({}, { kid: 'ps' }), 'its alg is none of those of its issuer'],
      [await authority.statement({}, { alg: 'HS256', key: secret }), 'its alg is none of those of its issuer'],
      [await authority.statement({}, { typ: 'at+jwt' }), 'its typ is not that of a software statement'],
      [await authority.statement({ iss: undefined }), 'it has no iss'],
      [await authority.statement({ exp: now - 60 }), 'it has expired'],
      [await authority.statement({ nbf: now + 60 }), 'it is not good yet: its nbf or iat is to come'],
      [await authority.statement({ iat: now - 400 }), 'it was issued too long ago'],
      [await authority.statement({ aud: 'https://other.example' }), 'it is for somebody else'],
    ]
    const unapproved = [
      [await other.statement(), `nobody trusts its iss ${other.origin}`],
      [await authority.statement({ org_status: 'Revoked' }), 'its org_status is not one that is approved'],
    ]
    const rows = [...invalid, ...unapproved]
    const answers = []
    for (const [index, [software_statement]] of rows.entries()) {
      const headers = { 'cf-ray': `reason-${index}` }
      answers.push(await register(enrol, { software_statement }, { headers }))
    }
    for (const answer of answers.slice(0, invalid.length)) {
      assertStatement(answer)
      assert.equal(answer.text, answers[0].text)
    }
    for (const answer of answers.slice(invalid.length)) {
      assertStatement(answer, 'unapproved_software_statement')
      assert.equal(answer.text, answers[invalid.length].text)
    }
    assert.equal((await show(enrol, good)).status, 201)

    const lines = await enrol.lines.matching(rows.length, ({ ray_id }) => ray_id?.startsWith('reason-'))
    assert.deepEqual(lines.map(({ reason }) => reason), rows.map(([, reason]) => reason))
    const pieces = [...rows.map(([text]) => text), good].flatMap((text) => text.payload ?? text.split('.'))
    for (const piece of pieces.filter(({ length }) => length > 1)) assert.ok(!enrol.lines.text.includes(piece), piece)
  })
})
