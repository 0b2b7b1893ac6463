import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outcomeOf, shardOf } from '../../scripts/lib/mutants.mjs'

test('a seed chooses one part of about the wanted size', () => {
  const parts = Array.from({ length: 40 }, (_, seed) => shardOf(2800, 100, String(seed)).split('/').map(Number))
  for (const [number, of] of parts) assert.ok(of === 28 && number >= 0 && number < 28, `${number}/${of}`)
  assert.ok(new Set(parts.map(([number]) => number)).size > 10)
  assert.equal(shardOf(2800, 100, 'a'), shardOf(2800, 100, 'a'))
  assert.equal(shardOf(50, 100, 'a'), '0/1')
})

test('the share counts the changes that compile, and missed changes are listed', () => {
  const mutant = (name, summary) => ({ scenario: { Mutant: { name } }, summary })
  const outcomes = [
    { scenario: 'Baseline', summary: 'Success' },
    mutant('a', 'CaughtMutant'),
    mutant('b', 'MissedMutant'),
    mutant('c', 'Unviable'),
    mutant('d', 'Timeout'),
    mutant('e', 'CaughtMutant'),
  ]
  assert.deepEqual(outcomeOf({ outcomes }), { noticed: 3, tried: 4, share: 75, missed: ['b'] })
  assert.equal(outcomeOf({ outcomes: outcomes.slice(0, 1) }).share, undefined)
})
