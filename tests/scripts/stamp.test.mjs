import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isMadeFrom, markAsMadeFrom, temporaryFolder } from '../../scripts/lib/project.mjs'

test('a stamp is stale after a change to one of its files', (context) => {
  const { path, remove } = temporaryFolder()
  context.after(remove)
  const [one, other, stamp] = ['one', 'other', 'stamp'].map((name) => join(path, name))
  writeFileSync(one, '1')
  writeFileSync(other, '2')
  assert.equal(isMadeFrom([one, other], stamp), false)
  markAsMadeFrom([one, other], stamp)
  assert.equal(isMadeFrom([one, other], stamp), true)
  assert.equal(isMadeFrom([one], stamp), false)
  writeFileSync(other, '3')
  assert.equal(isMadeFrom([one, other], stamp), false)
})
