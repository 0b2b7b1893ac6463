import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Members, Question } from '../src/contract.ts'
import { decide } from '../src/decide.ts'
import { activeRoles, SCOPES_OF_ROLES, scopesOf } from '../src/roles.ts'

const SETTINGS = { SOFTWARE_MODE: 'Live', BLOCKED_ORGANISATIONS: '', ISSUER: '', HOOK_URL: '' }

const active = (role: string) => ({ role, authorisation_domain: 'Open Banking', status: 'Active' })

function question(claims: Members = {}, request: Members = {}, metadata: Members = {}): Question {
  const usual = { org_id: 'org-7', org_status: 'Active', software_mode: 'Live', software_statement_roles: [active('PAGTO')] }
  const software_statement = { issuer: 'directory', fresh: true, claims: { ...usual, ...claims } }
  return { nonce: 'n', method: 'POST', request, metadata, software_statement }
}

const codeOf = (claims: Members, settings = {}) => {
  const decision = decide(question(claims), { ...SETTINGS, ...settings })
  return decision.decision === 'refuse' ? [decision.error, decision.pointer] : decision.decision
}

test('J31: a client that asks for no scope gets all of its active roles', () => {
  const both = { software_statement_roles: [active('DADOS'), active('PAGTO'), { ...active('CONTA'), status: 'Inactive' }] }
  const all = [...SCOPES_OF_ROLES.DADOS, 'payments'].join(' ')
  assert.deepEqual(decide(question(both), SETTINGS), { decision: 'amend', members: { scope: all } })
  assert.deepEqual(decide(question({}, {}, { scope: 'openid payments' }), SETTINGS), { decision: 'allow' })
  assert.deepEqual(decide(question({}, {}, { scope: 'openid' }), SETTINGS).decision, 'amend')
})

test('J31: a client gets the part that it asks for, and is refused anything beyond its roles', () => {
  assert.deepEqual(decide(question({}, { scope: 'payments' }, { scope: 'payments' }), SETTINGS), { decision: 'allow' })
  const dropped = decide(question({}, { scope: 'payments' }, {}), SETTINGS)
  assert.deepEqual(dropped, { decision: 'amend', members: { scope: 'payments' } })
  assert.deepEqual(decide(question({}, { scope: 'payments accounts' }), SETTINGS), {
    decision: 'refuse',
    error: 'invalid_client_metadata',
    error_description: 'scope must have no value beyond the active roles of the software: openid payments',
    pointer: '/scope',
  })
})

test('J31: only an active role that the table has counts', () => {
  assert.deepEqual(activeRoles([active('DADOS'), active('OTHER'), active('toString'), { role: 'PAGTO' }, null, 'PAGTO']), ['DADOS'])
  for (const roles of [undefined, 'PAGTO', {}, []]) assert.deepEqual(activeRoles(roles), [])
  assert.deepEqual(scopesOf(['CONTA', 'CCORR']), ['openid'])
  const none = { software_statement_roles: [{ ...active('PAGTO'), status: 'Withdrawn' }] }
  assert.deepEqual(codeOf(none), ['unapproved_software_statement', '/software_statement'])
})

test('the organisation must be active, and one that the bank serves', () => {
  const unapproved = ['unapproved_software_statement', '/software_statement']
  for (const claims of [{ org_status: 'Withdrawn' }, { org_status: undefined }, { org_id: '' }, { org_id: 7 }, { software_mode: 'Test' }]) {
    assert.deepEqual(codeOf(claims), unapproved, JSON.stringify(claims))
  }
  assert.deepEqual(codeOf({}, { BLOCKED_ORGANISATIONS: 'org-6 org-7' }), unapproved)
  assert.equal(codeOf({}, { BLOCKED_ORGANISATIONS: 'org-70' }), 'amend')
})

test('every registration and every update needs a statement of its own', () => {
  const held = question()
  held.software_statement!.fresh = false
  for (const without of [held, { ...held, software_statement: undefined }]) {
    const decision = decide(without, SETTINGS)
    assert.ok(decision.decision === 'refuse' && decision.error === 'invalid_software_statement')
  }
})
