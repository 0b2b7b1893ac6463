import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liftOf, refusalOf } from '../../scripts/lib/epochs.mjs'

test('an epoch is of one kind and begins with the next second', () => {
  assert.match(refusalOf({ all: true }, 1500), /VALUES \('all', 2\)/)
  assert.match(refusalOf({ 'software-id': ["o'x"] }, 0), /VALUES \('software_id o''x', 1\)/)
  assert.match(liftOf({ template: ['mobile'] }), /name = 'template mobile' /)
  assert.match(refusalOf({ 'statement-issuer': ["Ana's"] }, 0), /VALUES \('statement_issuer Ana''s', 1\)/)
  assert.match(liftOf({ 'statement-issuer': ['https://a.example'] }), /= 'statement_issuer https:\/\/a\.example' /)
  for (const wishes of [
    {},
    { all: true, template: ['x'] },
    { template: ['x'], 'statement-issuer': ['y'] },
    { template: [''] },
    { 'statement-issuer': [''] },
    { 'software-id': ['a', 'b'] },
  ]) {
    assert.throws(() => refusalOf(wishes), /--all|is one name/)
  }
})
