import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import {
  idsIn,
  isInProgram,
  isRegistered,
  nodeTests,
  pageOf,
  problemsOf,
  reasonsIn,
  requirementsIn,
  rustTests,
  testsInNode,
  testsInRust,
} from '../../scripts/lib/coverage.mjs'
import { at, temporaryFolder } from '../../scripts/lib/project.mjs'

const LIST = `# List
## C. Metadata
### C.1 Names
- **C1** [M] a
- **C2** [S] b
## S. Decisions
| S1 | x | y |
`

test('the requirements are read in order, each with its level and its headings', () => {
  assert.deepEqual(requirementsIn(LIST), [
    { id: 'C1', level: 'M', headings: ['C. Metadata', 'C.1 Names'] },
    { id: 'C2', level: 'S', headings: ['C. Metadata', 'C.1 Names'] },
    { id: 'S1', level: 'D', headings: ['S. Decisions'] },
  ])
})

test('an enumeration has ids and ranges within a group', () => {
  assert.deepEqual(idsIn('C56, C57, Q2 to Q4 and R1-R2'), ['C56', 'C57', 'Q2', 'Q3', 'Q4', 'R1', 'R2'])
  assert.deepEqual(idsIn('C9-D2'), ['C9', 'D2'])
})

test('a Rust test cites ids in its doc comment, across line breaks', () => {
  const text = [
    '    /// RFC 7591 section 2; requirements C1 to C3,',
    '    /// D1: because of it. Not A1.',
    '    #[test]',
    '    fn it_holds() {',
    '/// Requirement C4.',
    'fn is_no_test() {',
    '#[test]',
    'fn cites_nothing() {',
    '',
  ].join('\n')
  const expected = [
    { name: 'it_holds', ids: ['C1', 'C2', 'C3', 'D1'] },
    { name: 'cites_nothing', ids: [] },
  ]
  assert.deepEqual(testsInRust(text), expected)
})

test('a Node test cites ids in its title or in the comment above it', () => {
  const text = [
    "  test('C1, C3 and C4: it holds', () => {",
    '// Requirements D1, D2.',
    'test(`of ${name}`, async () => {',
    '',
  ].join('\n')
  const expected = [
    { title: 'C1, C3 and C4: it holds', name: 'it holds', ids: ['C1', 'C3', 'C4'] },
    { title: 'of ${name}', name: 'of ${name}', ids: ['D1', 'D2'] },
  ]
  assert.deepEqual(testsInNode(text), expected)
})

test('a Rust test that is ignored or not compiled does not count', () => {
  const files = {
    'Cargo.toml': '[package]\nname = "sample"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n',
    'Cargo.lock': 'version = 4\n\n[[package]]\nname = "sample"\nversion = "0.0.0"\n',
    'src/lib.rs': ['#[cfg(test)]', 'mod known;', rust('runs'), rust('is_ignored', '#[ignore]')].join('\n'),
    'src/known/mod.rs': ['mod tests {', rust('runs_too'), '}', rust('is_left_out', '#[cfg(any())]')].join('\n'),
    'src/unknown.rs': rust('is_nowhere'),
    'tests/native/main.rs': 'mod named;\n',
    'tests/native/named.rs': rust('runs_as_well'),
    'tests/native/runs.rs': rust('runs_as_well'),
  }
  const crate = folderOf(files)
  try {
    const programs = rustTests(crate.path)
    const tests = Object.entries(files).flatMap(([file, text]) => testsInRust(text).map(({ name }) => ({ file, name })))
    const run = tests.filter((one) => isInProgram(one, programs)).map(({ file, name }) => `${file} ${name}`)
    assert.deepEqual(run, ['src/lib.rs runs', 'src/known/mod.rs runs_too', 'tests/native/named.rs runs_as_well'])
  } finally {
    crate.remove()
  }
})

/** Creates a temporary folder with files. */
function folderOf(files) {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder.path, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  return folder
}

const rust = (name, attribute = '#[allow(dead_code)]') => `#[test]\n${attribute}\nfn ${name}() {}\n`

test('a Node test that is not registered, or skipped for no reason, does not count', () => {
  const text = [
    "import { describe, test } from 'node:test'",
    "describe('some', () => {",
    "  test('runs', () => { throw new Error('not while it is listed') })",
    '  for (const letter of "ab") test(`it\\`s ${letter}.`, () => {})',
    '})',
    "test('is skipped for a reason', { skip: 'no Python' }, () => {})",
    "test('is skipped', { skip: true }, () => {})",
    "test('is to do', { todo: 'later' }, () => {})",
    'const never = () => {',
    "  test('is in no call', () => {})",
    '}',
    '',
  ].join('\n')
  const folder = folderOf({ 'sample.test.mjs': text })
  try {
    const file = relative(at(), join(folder.path, 'sample.test.mjs'))
    const titles = nodeTests([file])[file]
    assert.deepEqual(titles, ['runs', 'it`s a.', 'it`s b.', 'is skipped for a reason'])
    const run = testsInNode(text).filter((one) => isRegistered(one, titles))
    assert.deepEqual(run.map(({ name }) => name), ['runs', 'is skipped for a reason'])
    assert.ok(isRegistered({ title: 'it\\`s ${letter}.' }, titles))
    assert.ok(!isRegistered({ title: 'it\\`s ${letter}x' }, titles))
  } finally {
    folder.remove()
  }
})

const covered = (tests, reasons) => ({
  requirements: requirementsIn(LIST),
  tests: [{ file: 'a.rs', name: 'it_holds', ids: tests }],
  reasons: reasonsIn(reasons),
})

test('every requirement has a test or a reason, not both, and a MUST that can be tested has a test', () => {
  assert.deepEqual(problemsOf(covered(['C1'], '| C2, S1 | Not built |')), [])
  assert.deepEqual(problemsOf(covered(['C2'], '| C1 | Waits for the authorization endpoint |\n| S1 | Not built |')), [])
  for (const [tests, reasons, problem] of [
    [['C1', 'S1'], '', /^C2 has neither/],
    [['C1', 'C2', 'S1'], '| C2 | Not built |', /^C2 has a test/],
    [['C1', 'C2', 'S1', 'C9'], '', /^a\.rs: it_holds cites C9/],
    [['C1', 'C2', 'S1'], '| C9 | Not built |', /^uncovered\.md cites C9/],
    [['C2', 'S1'], '| C1 | Not built |', /^C1 is a MUST/],
    [['C1', 'C2'], '| S1 | Not built |\n| S1 | Nor needed |', /^S1 has more than one/],
  ]) {
    const problems = problemsOf(covered(tests, reasons))
    assert.equal(problems.length, 1, problems.join('\n'))
    assert.match(problems[0], problem)
  }
  const idle = [{ file: 'a.rs', name: 'is_never', ids: ['C2'] }]
  const problems = problemsOf({ ...covered(['C1', 'S1'], ''), idle })
  assert.deepEqual(problems, [
    'a.rs: no run has the test is_never',
    'C2 has neither a test nor a reason in uncovered.md',
  ])
})

test('the page counts the tested requirements and has a row for each requirement', () => {
  const page = pageOf(covered(['C1'], '| C2, S1 | Not built |'))
  assert.match(page, /\| C\. Metadata \| 1 of 1 \| 0 of 1 \|  \|  \| 1 of 2 \|/)
  assert.match(page, /### C\.1 Names\n\n.*\n.*\n\| C1 \| M \| `a\.rs` it_holds \|\n\| C2 \| S \| Not built \|\n/)
})
