import { spawnSync } from 'node:child_process'
import { join, relative } from 'node:path'
import { at } from './project.mjs'
import { Problem } from './say.mjs'
import { node } from './wrangler.mjs'

/** Reads the requirements in order: id, level and the headings above. */
export function requirementsIn(text) {
  let headings = []
  return text.split('\n').flatMap((line) => {
    const heading = /^(##+) (.*)/.exec(line)
    if (heading) headings = [...headings.slice(0, heading[1].length - 2), heading[2]]
    const check = /^- \*\*([A-Z]\d+)\*\* \[([MSOD])\] /.exec(line)
    if (check) return [{ id: check[1], level: check[2], headings }]
    // Our own decisions are in a table.
    const decision = /^\| (S\d+) \|/.exec(line)
    return decision ? [{ id: decision[1], level: 'D', headings }] : []
  })
}

/** Reads the ids of an enumeration such as `C56, Q10 to Q15 and R1-R3`. */
export function idsIn(enumeration) {
  return [...enumeration.matchAll(/([A-Z])(\d+)(?:(?:-| to )\1(\d+))?/g)].flatMap(([, group, from, to = from]) =>
    Array.from({ length: to - from + 1 }, (_, index) => `${group}${Number(from) + index}`),
  )
}

const ENUMERATION = '[A-Z]\\d+(?:(?:-| to |, | and )[A-Z]\\d+)*'
const IN_WORDS = new RegExp(`\\brequirements? (${ENUMERATION})`, 'gi')
const IN_NAME = new RegExp(`^(${ENUMERATION}): `)

/** Finds the tests in a Rust file, with the ids that their doc comments cite. */
export const testsInRust = (text) =>
  [...text.matchAll(/((?:^ *\/\/\/.*\n)*)^ *#\[test\]\n(?:^ *#\[.*\n)*^ *fn (\w+)/gm)].map(([, doc, name]) => ({
    name,
    ids: idsInWords(doc, '///'),
  }))

/** Finds the tests in a Node file, with the ids that their titles or the comments above cite. */
export const testsInNode = (text) =>
  [...text.matchAll(/((?:^ *\/\/.*\n)*)^ *test\((['"`])(.*?)\2, /gm)].map(([, comment, , title]) => ({
    title,
    name: title.replace(IN_NAME, ''),
    ids: [...idsInWords(comment, '//'), ...idsIn(IN_NAME.exec(title)?.[1] ?? '')],
  }))

/** Returns whether a test program runs a test of a Rust file; the test modules are called `tests`. */
export function isInProgram({ file, name }, programs) {
  const folderOf = (path) => path.slice(0, path.lastIndexOf('/') + 1)
  return programs.some(({ root, names }) => {
    if (!file.startsWith(folderOf(root))) return false
    const path = file === root ? [] : file.slice(folderOf(root).length, -'.rs'.length).split('/')
    const module = path.at(-1) === 'mod' ? path.slice(0, -1) : path
    return [[name], ['tests', name]].some((rest) => names.includes([...module, ...rest].join('::')))
  })
}

/** Returns whether a Node file registers a test. A `${...}` in the title matches any text. */
export function isRegistered({ title }, titles) {
  const literal = (part) => part.replace(/\\(.)/g, '$1').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const pattern = new RegExp(`^${title.split(/\$\{[^}]*\}/).map(literal).join('.*')}$`, 's')
  return titles.some((registered) => pattern.test(registered))
}

function idsInWords(comment, mark) {
  const words = comment.replaceAll(mark, '').replace(/\s+/g, ' ')
  return [...words.matchAll(IN_WORDS)].flatMap(([, enumeration]) => idsIn(enumeration))
}

/** Reads the table of ids without a test and their reasons. */
export const reasonsIn = (text) =>
  [...text.matchAll(/^\| ([A-Z]\d.*?) \| (.*) \|$/gm)].flatMap(([, ids, reason]) =>
    idsIn(ids).map((id) => ({ id, reason })),
  )

/** Compares the requirements, the tests and the reasons; returns a line for each problem. */
export function problemsOf({ requirements, tests, idle = [], reasons }) {
  const known = new Set(requirements.map(({ id }) => id))
  const unknown = ({ id, by }) => (known.has(id) ? [] : [`${by} cites ${id}, which is not in requirements.md`])
  const citations = tests.flatMap(({ file, name, ids }) => ids.map((id) => ({ id, by: `${file}: ${name}` })))
  return [
    ...idle.map(({ file, name }) => `${file}: no run has the test ${name}`),
    ...citations.flatMap(unknown),
    ...reasons.flatMap(({ id }) => unknown({ id, by: 'uncovered.md' })),
    ...requirements.flatMap((requirement) => problemOf(requirement, tests, reasons)),
  ]
}

// In these groups every MUST has a test, unless it is about a feature that does not exist yet.
const STRICT = 'CDEFGHLQ'
const AWAITED = [
  'back-channel requests',
  'client ID metadata documents',
  'initial access tokens',
  'software statements',
  'stateless clients',
  'certificates of clients',
  'introspection',
  'secrets that expire',
  'the administration of clients',
  'the authorization endpoint',
  'the consent page',
  'the key set of the server',
  'the protected resource metadata',
]

function problemOf({ id, level }, tests, reasons) {
  const isTested = tests.some(({ ids }) => ids.includes(id))
  const given = reasons.filter((reason) => reason.id === id).map(({ reason }) => reason)
  if (given.length > 1) return [`${id} has more than one reason in uncovered.md`]
  if (isTested && given.length > 0) return [`${id} has a test: remove its reason from uncovered.md`]
  if (isTested) return []
  if (given.length === 0) return [`${id} has neither a test nor a reason in uncovered.md`]
  const waits = AWAITED.some((awaited) => given[0].startsWith(`Waits for ${awaited}`))
  return level === 'M' && STRICT.includes(id[0]) && !waits ? [`${id} is a MUST, so it needs a test`] : []
}

/** Writes the page with the tests of each requirement, or the reason why it has none. */
export function pageOf({ requirements, tests, reasons }) {
  let shown = []
  const lines = requirements.flatMap(({ id, level, headings }) => {
    const fresh = headings.flatMap((heading, depth) =>
      heading === shown[depth] ? [] : ['', `${'#'.repeat(depth + 2)} ${heading}`],
    )
    shown = headings
    const head = fresh.length > 0 ? [...fresh, '', ...HEAD] : []
    const reason = reasons.find((one) => one.id === id)?.reason ?? ''
    return [...head, `| ${id} | ${level} | ${shownTests(id, tests) || reason} |`]
  })
  return [...TITLE, ...totals(requirements, tests), ...lines, ''].join('\n')
}

const TITLE = [
  '# Requirements and their tests',
  '',
  'Made by `npm run coverage` from [the list](requirements.md), the tests, and [the reasons](uncovered.md).',
  '',
]

const HEAD = ['| Id | Level | Tests, or why there are none |', '|---|---|---|']

const shownTests = (id, tests) =>
  tests
    .filter(({ ids }) => ids.includes(id))
    .map(({ file, name }) => `\`${file}\` ${name.replaceAll('|', '\\|')}`)
    .join('<br>')

const LEVELS = ['M', 'S', 'O', 'D']

// Counts the tested requirements of each group and level.
function totals(requirements, tests) {
  const tested = new Set(tests.flatMap(({ ids }) => ids))
  const cell = (some) => (some.length ? `${some.filter(({ id }) => tested.has(id)).length} of ${some.length}` : '')
  const row = (name, some) =>
    `| ${[name, ...LEVELS.map((level) => cell(some.filter((one) => one.level === level))), cell(some)].join(' | ')} |`
  const groups = [...new Set(requirements.map(({ headings }) => headings[0]))]
  const ofGroup = (group) => requirements.filter(({ headings }) => headings[0] === group)
  return [
    `| Tested | ${LEVELS.join(' | ')} | All |`,
    '|---|---|---|---|---|---|',
    ...groups.map((group) => row(withoutRemark(group), ofGroup(group))),
    row('All', requirements),
  ]
}

const withoutRemark = (heading) => heading.replace(/ \(.*/, '')

/** Lists the tests that each test program of a crate runs, by the root file of the program. */
export function rustTests(crate = at()) {
  const manifest = ['--manifest-path', join(crate, 'Cargo.toml')]
  const args = ['test', ...manifest, '--locked', '--no-run', '--message-format=json-render-diagnostics']
  const built = outputOf('cargo', args, 'the tests do not compile')
  const artifacts = built.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
  const programs = artifacts.filter(({ executable, profile }) => executable && profile?.test)
  return programs.map(({ executable, target }) => {
    const list = (...more) => namesIn(outputOf(executable, ['--list', ...more], 'the tests cannot be listed'))
    const ignored = list('--ignored')
    return { root: relative(crate, target.src_path), names: list().filter((name) => !ignored.includes(name)) }
  })
}

const namesIn = (list) => [...list.matchAll(/^(\S+): test$/gm)].map(([, name]) => name)

/** Lists the titles of the tests that each Node file registers, without those that are skipped for no reason. */
export function nodeTests(files) {
  const program = ['--disable-warning=ExperimentalWarning', at('scripts/lib/list-tests.mjs')]
  const args = [...program, ...files.map((file) => at(file))]
  const listed = JSON.parse(outputOf(node, args, 'the Node tests cannot be listed'))
  const titles = (tests) => tests.filter(({ isLeftOut }) => !isLeftOut).map(({ title }) => title)
  return Object.fromEntries(files.map((file) => [file, titles(listed[at(file)])]))
}

function outputOf(command, args, otherwise) {
  const stdio = ['ignore', 'pipe', 'inherit']
  const { status, stdout } = spawnSync(command, args, { cwd: at(), encoding: 'utf8', maxBuffer: 1 << 26, stdio })
  if (status !== 0) throw new Problem(otherwise)
  return stdout
}
