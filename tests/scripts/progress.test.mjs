import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { progress } from '../../scripts/lib/say.mjs'

test('the progress of a program is written to a terminal or to a log', () => {
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
