import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readCommand } from '../../scripts/lib/command-line.mjs'
import { commands } from '../../scripts/lib/commands/policy.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'

const OPTIONS = { url: 'https://as.example' }
const ENV = { ENROL_TOKEN: 'token' }
const open = (version, state) => ({ kind: 'open', version, state, document: { lifetime: 60 }, revision: 1, made_at: 1, changed_at: 1_800_000_000 })

/** A server that answers each request in turn, and remembers what it was asked. */
function server(...answers) {
  const asked = []
  const fetch = async (url, { method = 'GET', body }) => {
    asked.push(`${method} ${url.slice(OPTIONS.url.length)}${body === undefined ? '' : ` ${body}`}`)
    const [status, json] = answers.shift()
    return Response.json(json, { status })
  }
  return { asked, surroundings: { env: ENV, fetch } }
}

const run = (name, argument, { surroundings }, options = {}) => commands[name](null, { ...OPTIONS, ...options }, argument, '--local', surroundings)

test('all versions are listed, page after page', async () => {
  const pages = server([200, { policies: [open(2, 'active')], next: 'open 2' }], [200, { policies: [open(1, 'retired')] }])
  const { json, text } = await run('list', undefined, pages)
  assert.deepEqual(pages.asked, ['GET /admin/v1/policies', 'GET /admin/v1/policies?after=open%202'])
  assert.deepEqual(json.map(({ version }) => version), [2, 1])
  assert.match(text, /^open\/2 {2}active {2}since 2027-01-15.*\nopen\/1 {2}retired/)
  const none = server([200, { policies: [] }])
  assert.equal((await run('list', 'user', none)).text, 'there are no policies')
  assert.deepEqual(none.asked, ['GET /admin/v1/policies/user'])
})

test('a draft is made of a file, and is shown', async () => {
  const file = join(temporaryFolder().path, 'policy.json')
  writeFileSync(file, '{"lifetime":60}')
  const drafted = server([201, open(1, 'draft')])
  assert.match((await run('draft', 'open', drafted, { file })).text, /^open\/1 {2}draft.*\nreplay open\/1 shows/)
  assert.deepEqual(drafted.asked, ['POST /admin/v1/policies/open {"lifetime":60}'])
  const shown = server([200, open(1, 'draft')])
  assert.match((await run('show', 'open/1', shown)).text, /"lifetime": 60/)
  await assert.rejects(run('draft', 'open', server()), /--file FILE/)
  await assert.rejects(run('draft', 'open', server(), { file: `${file}x` }), /cannot be read/)
})

test('a version is moved, and the command says when that holds', async () => {
  for (const action of ['activate', 'shadow', 'retire']) {
    const moved = server([200, { ...open(3, action), in_force_by: 1_800_000_031 }])
    assert.match((await run(action, 'open/3', moved)).text, /by 2027-01-15T08:00:31.000Z$/)
    assert.deepEqual(moved.asked, [`POST /admin/v1/policies/open/3/${action}`])
  }
})

test('a replay adds the pages up', async () => {
  const refusal = { client_id: 'a', error: 'invalid_client_metadata', error_description: 'client_name must not look like Bank (policy open 1)' }
  const pages = server(
    [200, { compared: 40, refused: 1, differences: [refusal], next: 'a' }],
    [200, { compared: 2, refused: 0, differences: [{ client_id: 'b', changed: ['scope'] }] }],
  )
  const { json, text } = await run('replay', 'open/1', pages)
  assert.deepEqual([json.compared, json.refused, json.differences.length], [42, 1, 2])
  assert.equal(text, [
    '42 clients compared, 1 would be refused, 1 changed',
    '  a  client_name must not look like Bank (policy open 1)',
    '  b  changes scope',
  ].join('\n'))
  assert.deepEqual(pages.asked, ['POST /admin/v1/policies/open/1/replay', 'POST /admin/v1/policies/open/1/replay?after=a'])
})

test('a refusal of the server is told with its place', async () => {
  const refused = server([400, { title: 'Bad Request', detail: 'lifetime must be seconds', errors: [{ pointer: '#/lifetime' }] }])
  await assert.rejects(run('activate', 'open/1', refused), /answered 400: lifetime must be seconds \(#\/lifetime\)/)
  for (const name of ['open', 'open/0', undefined]) await assert.rejects(run('show', name, server()), /KIND\/NUMBER/)
  for (const name of ['nobody/1', 'open/1/2']) await assert.rejects(run('show', name, server()), /attestation, certificate, open/)
  await assert.rejects(run('list', 'nobody', server()), /name the kind/)
})

test('the command line knows the commands', () => {
  for (const command of Object.keys(commands)) {
    const { work, name } = readCommand(['policy', command, 'open/1', '--url', 'https://as.example'])
    assert.deepEqual([work, name], [commands[command], 'open/1'])
  }
})
