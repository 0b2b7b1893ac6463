import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { printable, progress } from '../../scripts/lib/say.mjs'

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

test('no text of a client or a server steers the terminal', () => {
  const text = 'a\x1b[2Jb\x9b1mc\x7f\u202Ed\re\n\tf ü'
  assert.equal(printable(text), 'a\\u001b[2Jb\\u009b1mc\\u007f\\u202ed\\u000de\n\tf ü')
  assert.deepEqual(JSON.parse(printable(JSON.stringify({ text }))), { text })
})
