import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commands, liftOf, refusalOf } from '../../scripts/lib/commands/epoch.mjs'
import { trustOf } from '../../scripts/lib/commands/issuer.mjs'
import { emptyDatabase } from './support/database.mjs'
import { warningsOf } from './support/warnings.mjs'

test('an epoch has one kind and begins with the next second', () => {
  assert.match(refusalOf({ all: true }), /VALUES \('all', unixepoch\(\) \+ 1\)/)
  assert.match(refusalOf({ 'software-id': ["o'x"] }), /VALUES \('software_id o''x', /)
  assert.match(liftOf({ template: ['mobile'] }), /name = 'template mobile' /)
  assert.match(refusalOf({ 'statement-issuer': ["Ana's"] }), /VALUES \('statement_issuer Ana''s', /)
  assert.match(liftOf({ 'statement-issuer': ['https://a.example'] }), /= 'statement_issuer https:\/\/a\.example' /)
  for (const options of [
    {},
    { all: true, template: ['x'] },
    { template: ['x'], 'statement-issuer': ['y'] },
    { template: [''] },
    { 'statement-issuer': [''] },
    { 'software-id': ['a', 'b'] },
  ]) {
    assert.throws(() => refusalOf(options), /--all|must be one name/)
  }
})

test('an epoch of an issuer that is not trusted begins with a warning', async (t) => {
  const said = warningsOf(t)
  const { query } = emptyDatabase()
  await query(trustOf('https://a.example', { jwks_uri: 'https://a.example/jwks' }))
  for (const issuer of ['https://a.example', 'https://a.example/']) {
    const { text } = await commands.begin(query, { 'statement-issuer': [issuer] })
    assert.ok(text.startsWith(`statement_issuer ${issuer}  refused if`), text)
  }
  await commands.begin(query, { all: true })
  assert.equal(said.length, 1)
  assert.match(said[0], /^> https:\/\/a.example\/ is not a trusted issuer: correct after issuer distrust, otherwise/)
})

test('the list has no epoch of the sweep', async () => {
  const { query } = emptyDatabase()
  await query("INSERT INTO epochs (name, since) VALUES ('unused', 1800000000), ('software_id unused', 1800000000)")
  const { json } = await commands.list(query)
  assert.deepEqual(json.map(({ name }) => name), ['software_id unused'])
})
