import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Embedded, write } from '../../benches/lib/capnp.mjs'
import { median } from '../../benches/lib/rounds.mjs'
import { head, rows } from '../../benches/lib/table.mjs'

test('a configuration is written as Cap\'n Proto reads it', () => {
  const place = (file) => `0-${file}`
  const written = [
    [{ name: 'http', address: undefined, http: {} }, '(name = "http", http = ())'],
    [{ json: '{"a":"\\"\n"}' }, '(json = "{\\"a\\":\\"\\\\\\"\\n\\"}")'],
    [[true, 'a'], '[true, "a"]'],
    [{ esModule: new Embedded('index.js') }, '(esModule = embed "0-index.js")'],
  ]
  for (const [value, expected] of written) assert.equal(write(value, place), expected)
})

test('a median is the value in the middle, or between the two that are there', () => {
  assert.equal(median([10, 1, 2]), 2)
  assert.equal(median([10, 1, 2, 4]), 3)
})

test('a target is met by at least so many requests, and by at most so much time', () => {
  const measured = { name: 'Other', rate: 1000, p50: 1, p99: 2, cpu: 100 }
  const verdict = (ratios, targets) => cells(rows('read', [measured, { ...measured, ratios, targets }])[1]).at(-1)
  assert.equal(verdict({ rate: 0.9, cpu: 1.5 }, { rate: 0.9, cpu: 1.5 }), '≥ 0.9 ×: met, CPU ≤ 1.5 ×: met')
  assert.equal(verdict({ rate: 0.8, cpu: 1.6 }, { rate: 0.9, cpu: 1.5 }), '≥ 0.9 ×: missed, CPU ≤ 1.5 ×: missed')
  assert.equal(verdict({ rate: 0.8, cpu: 1.6 }, undefined), '')
})

test('a row of other answers than the expected ones has no figures', () => {
  const [row] = rows('read', [{ name: 'Other', refused: { 429: 7 }, rate: 9999 }])
  assert.equal(cells(row).length, cells(head()[0]).length)
  assert.match(row, /invalid: {"429":7}/)
  assert.ok(!row.includes('9999'))
})

const cells = (line) => line.split('|').slice(1, -1).map((text) => text.trim())
