import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { progress } from '../../scripts/lib/progress.mjs'

test('what a program is started for is said where that is wanted', () => {
  for (const [isTTY, expected] of [
    [false, '> installing\n'],
    [true, '\r> installing\x1b[K\n'],
  ]) {
    const child = new EventEmitter()
    let said = ''
    progress('installing', child, { isTTY, write: (text) => (said += text) })
    child.emit('close')
    assert.equal(said, expected)
  }
})
