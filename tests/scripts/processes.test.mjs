import assert from 'node:assert/strict'
import { test } from 'node:test'
import { run, runQuietly } from '../../scripts/lib/processes.mjs'

for (const its of [run, runQuietly]) {
  test(`${its.name} stops a program that exceeds its limit`, async () => {
    assert.equal(await its('sleep', ['1000'], { limit: 1 }), null)
  })

  test(`${its.name} does not stop a program within its limit`, async () => {
    assert.equal(await its('true', [], { limit: 60_000 }), 0)
  })
}
