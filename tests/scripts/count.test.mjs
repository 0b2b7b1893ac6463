import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { collected, compare, differing, fails, table } from '../../benches/lib/counts.mjs'
import { at } from '../../scripts/lib/project.mjs'

test('the count of callgrind is read, and an empty output has no count', () => {
  const said = (count) => `==7== Callgrind\n==7== \n==7== Events    : Ir\n==7== Collected : ${count}\n==7== \n`
  assert.equal(collected(said('3552063')), 3552063)
  for (const none of [said('0'), '', '==7== I   refs:      3,552,063\n']) assert.equal(collected(none), undefined)
})

test('up to a tenth more instructions pass, and fewer instructions always pass', () => {
  for (const [now, verdict, isFailure] of [
    [1110, 'more', true],
    [1101, 'more', true],
    [1100, 'fine', false],
    [1090, 'fine', false],
    [900, 'fine', false],
    [899, 'fewer', false],
  ]) {
    const [row] = compare({ read: 1000 }, { read: now })
    assert.deepEqual([row.verdict, fails(row)], [verdict, isFailure], String(now))
  }
})

test('a missing scenario fails, and so does a scenario that is not committed', () => {
  const rows = compare({ read: 1000, seal: 10 }, { read: 1000, open: 10 })
  const failing = rows.filter(fails).map(({ scenario, verdict }) => [scenario, verdict])
  assert.deepEqual(failing, [
    ['open', 'unknown'],
    ['seal', 'gone'],
  ])
})

test('the table has both counts and the change between them', () => {
  const committed = { read: 1000, 'seal, web': 20000, open: 7 }
  const now = { read: 1111, 'seal, web': 15000, parse: 5 }
  assert.deepEqual(table(compare(committed, now)), [
    'scenario   committed    now   change',
    'read            1000   1111  +11.1 %  more by more than a tenth',
    'seal, web      20000  15000  -25.0 %  fewer by more than a tenth',
    'parse                     5           not committed',
    'open               7                  not counted any more',
  ])
})

test('a lock file differs if it has another compatible version than the Worker', () => {
  const entry = ([name, version]) => `[[package]]\nname = "${name}"\nversion = "${version}"\n`
  const lock = (...all) => all.map(entry).join('\n')
  const ofWorker = lock(['aes', '0.9.4'], ['sha2', '0.11.1'], ['syn', '3.0.9'], ['serde', '1.0.229'])
  assert.deepEqual(differing(lock(['sha2', '0.11.1'], ['divan', '0.1.21'], ['syn', '2.0.1']), ofWorker), [])
  const others = differing(lock(['sha2', '0.11.0'], ['aes', '0.9.4'], ['serde', '1.0.228']), ofWorker)
  assert.deepEqual(others, ['sha2 0.11.0, not 0.11.1', 'serde 1.0.228, not 1.0.229'])
})

test('the committed counts are whole numbers with the versions of their tools', () => {
  const { instructions, ...circumstances } = JSON.parse(readFileSync(at('benches/instructions.json'), 'utf8'))
  assert.deepEqual(Object.keys(circumstances), ['architecture', 'rust', 'valgrind'])
  assert.ok(Object.keys(instructions).length > 0)
  for (const count of Object.values(instructions)) assert.ok(Number.isSafeInteger(count) && count > 0)
})
