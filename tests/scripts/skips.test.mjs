import assert from 'node:assert/strict'
import { test } from 'node:test'
import countReporter from '../../scripts/lib/count-reporter.mjs'

const passed = (skip, type = 'test') => ({ type: 'test:pass', data: { skip, details: { type } } })

async function reported(...events) {
  const summary = { type: 'test:summary', data: { counts: { tests: events.length } } }
  const [text] = await Array.fromAsync(countReporter([...events, summary]))
  return JSON.parse(text)
}

test('the reason of a skipped test is reported', async () => {
  const reasons = ['not here', 'nor there']
  assert.deepEqual(await reported(...reasons.map((reason) => passed(reason))), { tests: 2, reasons })
})

test('a skip without a reason, and the suite of a skipped test, are not reported', async () => {
  const events = [passed(undefined), passed(true), passed(''), passed('not here', 'suite')]
  assert.deepEqual(await reported(...events), { tests: 4, reasons: [] })
})
