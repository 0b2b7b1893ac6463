import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { at } from '../../scripts/lib/project.mjs'
import { lackOfPython, python } from '../../scripts/lib/python.mjs'

// The service answers queries of its account alone, so their syntax and their names are all that is checked here.
const COLUMNS = ['_sample_interval', 'index1', 'timestamp', ...Array.from({ length: 7 }, (_, number) => `blob${number + 1}`)]

// These are documented by the service.
const FUNCTIONS = ['NOW', 'toStartOfInterval']

const queries = Object.fromEntries(
  readdirSync(at('docs/analytics'))
    .filter((name) => name.endsWith('.sql'))
    .map((name) => [name, readFileSync(at('docs/analytics', name), 'utf8')]),
)

test('each query of the data points is SQL, and uses columns that data points have', { skip: lackOfPython() }, () => {
  const parse = (input) =>
    JSON.parse(execFileSync(python('python'), [at('tests/interop/python/parse_queries.py')], { input: JSON.stringify(input) }))
  const parsed = parse(queries)
  assert.ok(Object.keys(parsed).length >= 5)
  for (const [name, { tables, columns, unknown }] of Object.entries(parsed)) {
    assert.deepEqual(tables, ['enrol'], name)
    assert.deepEqual(columns.filter((column) => !COLUMNS.includes(column)), [], name)
    assert.deepEqual(unknown.filter((called) => !FUNCTIONS.includes(called)), [], name)
  }
  assert.throws(() => parse({ bad: 'SELECT FROM WHERE' }))
})

test('each panel of the dashboard has one of these queries, and each query a panel', () => {
  const { panels } = JSON.parse(readFileSync(at('docs/analytics/dashboard.json'), 'utf8'))
  const shown = panels.map(({ targets: [{ query }] }) => query)
  assert.deepEqual(shown.toSorted(), Object.values(queries).toSorted())
})

test('the page names the dimensions of the columns in their order', () => {
  const page = readFileSync(at('docs/observability.md'), 'utf8')
  const named = [...page.matchAll(/^\| `(blob\d)` \|/gm)].map(([, name]) => name)
  assert.deepEqual(named, COLUMNS.filter((column) => column.startsWith('blob')))
  for (const name of Object.keys(queries)) assert.ok(page.includes(`analytics/${name}`), name)
})
