import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readCommand } from '../../scripts/lib/command-line.mjs'
import { commands as issuer } from '../../scripts/lib/commands/issuer.mjs'
import { commands as template } from '../../scripts/lib/commands/template.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'

const OPTIONS = { url: 'https://as.example' }
const ISS = 'https://directory.example'
const AT = '/admin/v1/statement-issuers/https%3A%2F%2Fdirectory.example'

const version = (of, number, state) => ({ ...of, source: 'database', version: number, state, document: { a: 1 }, changed_at: 1_800_000_000 })
const mobile = (number, state) => version({ template: 'mobile' }, number, state)
const directory = (number, state) => version({ statement_issuer: ISS }, number, state)

/** A server that answers each request in turn, and remembers what it was asked. */
function server(...answers) {
  const asked = []
  const fetch = async (url, { method = 'GET', body }) => {
    asked.push(`${method} ${url.slice(OPTIONS.url.length)}${body === undefined ? '' : ` ${body}`}`)
    const [status, json] = answers.shift()
    return Response.json(json, { status })
  }
  return { asked, surroundings: { env: { ENROL_TOKEN: 'token' }, fetch } }
}

const run = (command, argument, { surroundings }, options = {}) => command(null, { ...OPTIONS, ...options }, argument, '--local', surroundings)

test('a list has the entries of the settings too', async () => {
  const templates = server([200, { templates: [{ template: 'own', source: 'settings' }, mobile(2, 'active')] }])
  assert.match((await run(template.list, undefined, templates)).text, /^own {2}in the settings\nmobile\/2 {2}active {2}since 2027-01-15/)
  const one = server([200, { statement_issuers: [directory(1, 'draft')] }])
  assert.match((await run(issuer.versions, ISS, one)).text, /^https:\/\/directory\.example\/1 {2}draft/)
  assert.deepEqual(one.asked, [`GET ${AT}`])
  assert.match((await run(issuer.versions, undefined, server([200, { statement_issuers: [] }]))).text, /^there are no issuers/)
})

test('a version is drafted, shown, put in force and retired by its name', async () => {
  const file = join(temporaryFolder().path, 'document.json')
  writeFileSync(file, '{"a":1}')
  const drafted = server([201, directory(1, 'draft')])
  assert.match((await run(issuer.draft, ISS, drafted, { file })).text, /\nactivate https:\/\/directory\.example\/1 puts it in force$/)
  const shown = server([200, mobile(1, 'draft')])
  assert.match((await run(template.show, 'mobile/1', shown)).text, /"a": 1/)
  const moved = server([200, { ...directory(1, 'active'), in_force_by: 1_800_000_031 }])
  assert.match((await run(issuer.activate, `${ISS}/1`, moved)).text, /by 2027-01-15T08:00:31.000Z$/)
  const retired = server([200, { ...mobile(1, 'retired'), in_force_by: 1_800_000_031 }])
  await run(template.retire, 'mobile/1', retired)
  assert.deepEqual(
    [drafted, shown, moved, retired].flatMap(({ asked }) => asked),
    [`POST ${AT} {"a":1}`, 'GET /admin/v1/templates/mobile/1', `POST ${AT}/1/activate`, 'POST /admin/v1/templates/mobile/1/retire'],
  )
})

test('a preview shows the client, and fails if it would be refused', async () => {
  const good = server([200, { client_metadata: { scope: 'openid' }, refusals: [], notes: [] }])
  const { text, isFailed } = await run(template.preview, 'mobile/1', good)
  assert.deepEqual([JSON.parse(text), isFailed], [{ scope: 'openid' }, false])
  assert.deepEqual(good.asked, ['POST /admin/v1/templates/mobile/1/preview'])
  const refused = server([200, { client_metadata: {}, refusals: [{ error_description: 'scope must be b' }], notes: [] }])
  const bad = await run(template.preview, 'mobile/1', refused)
  assert.match(bad.text, /\nrefused: scope must be b$/)
  assert.equal(bad.isFailed, true)
  const asRegistrant = server([200, { client_metadata: {}, refusals: [], notes: [] }])
  await run(template.preview, 'mobile/1', asRegistrant, { registrant: 'token' })
  assert.deepEqual(asRegistrant.asked, ['POST /admin/v1/templates/mobile/1/preview?registrant=token'])
})

test('names that no entry has ask nobody', async () => {
  for (const name of ['mobile', 'mobile/0', 'a b/1', '/1', undefined]) await assert.rejects(run(template.show, name, server()), /name the/)
  for (const name of [ISS, '1', undefined]) await assert.rejects(run(issuer.show, name, server()), /ISS\/NUMBER/)
  await assert.rejects(run(template.draft, undefined, server()), /name the template/)
  await assert.rejects(run(issuer.draft, '', server()), /name an issuer/)
})

test('the command line knows the commands', () => {
  for (const [group, commands] of Object.entries({ template, issuer })) {
    for (const command of Object.keys(commands).filter((name) => !['trust', 'list', 'distrust'].includes(name) || group === 'template')) {
      const { work, name } = readCommand([group, command, 'x/1', '--url', 'https://as.example'])
      assert.deepEqual([work, name], [commands[command], 'x/1'])
    }
  }
})
