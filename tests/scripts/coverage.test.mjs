import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idsIn, pageOf, problemsOf, reasonsIn, requirementsIn } from '../../scripts/lib/coverage.mjs'
import { testsInNode, testsInRust } from '../../scripts/lib/coverage.mjs'

const LIST = `# List
## C. Metadata
### C.1 Names
- **C1** [M] a
- **C2** [S] b
## S. Decisions
| S1 | x | y |
`

test('the list gives its lines in order, each with its level and its headings', () => {
  assert.deepEqual(requirementsIn(LIST), [
    { id: 'C1', level: 'M', headings: ['C. Metadata', 'C.1 Names'] },
    { id: 'C2', level: 'S', headings: ['C. Metadata', 'C.1 Names'] },
    { id: 'S1', level: 'D', headings: ['S. Decisions'] },
  ])
})

test('an enumeration is ids and ranges, and a range stays in its group', () => {
  assert.deepEqual(idsIn('C56, C57, Q2 to Q4 and R1-R2'), ['C56', 'C57', 'Q2', 'Q3', 'Q4', 'R1', 'R2'])
  assert.deepEqual(idsIn('C9-D2'), ['C9', 'D2'])
})

test('a Rust test cites in its doc lines, wherever they break', () => {
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

test('a Node test cites in its name or in the comment above it', () => {
  const text = [
    "  test('C1, C3 and C4: it holds', () => {",
    '// Requirements D1, D2.',
    'test(`of ${name}`, async () => {',
    '',
  ].join('\n')
  const expected = [
    { name: 'it holds', ids: ['C1', 'C3', 'C4'] },
    { name: 'of ${name}', ids: ['D1', 'D2'] },
  ]
  assert.deepEqual(testsInNode(text), expected)
})

const covered = (tests, reasons) => ({
  requirements: requirementsIn(LIST),
  tests: [{ file: 'a.rs', name: 'it_holds', ids: tests }],
  reasons: reasonsIn(reasons),
})

test('every line has a test or a reason, not both, and a MUST that could be tested has a test', () => {
  assert.deepEqual(problemsOf(covered(['C1'], '| C2, S1 | Not built |')), [])
  assert.deepEqual(problemsOf(covered(['C2'], '| C1 | Waits for the authorization endpoint |\n| S1 | Not built |')), [])
  for (const [tests, reasons, problem] of [
    [['C1', 'S1'], '', /^C2 has neither/],
    [['C1', 'C2', 'S1'], '| C2 | Not built |', /^C2 is tested/],
    [['C1', 'C2', 'S1', 'C9'], '', /^a\.rs: it_holds names C9/],
    [['C1', 'C2', 'S1'], '| C9 | Not built |', /^uncovered\.md names C9/],
    [['C2', 'S1'], '| C1 | Not built |', /^C1 is a MUST/],
    [['C1', 'C2'], '| S1 | Not built |\n| S1 | Nor needed |', /^S1 has more than one/],
  ]) {
    const problems = problemsOf(covered(tests, reasons))
    assert.equal(problems.length, 1, problems.join('\n'))
    assert.match(problems[0], problem)
  }
})

test('the page counts what is tested and has a row for every line', () => {
  const page = pageOf(covered(['C1'], '| C2, S1 | Not built |'))
  assert.match(page, /\| C\. Metadata \| 1 of 1 \| 0 of 1 \|  \|  \| 1 of 2 \|/)
  assert.match(page, /### C\.1 Names\n\n.*\n.*\n\| C1 \| M \| `a\.rs` it_holds \|\n\| C2 \| S \| Not built \|\n/)
})
