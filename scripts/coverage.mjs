import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import {
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
} from './lib/coverage.mjs'
import { at } from './lib/project.mjs'
import { main, Problem, say } from './lib/say.mjs'

const PAGE = 'tests/COVERAGE.md'

/** Writes the page, or with --check compares it. A requirement without a test and without a reason is a problem. */
main(async () => {
  const found = allTests()
  const all = {
    requirements: requirementsIn(read('tests/requirements.md')),
    tests: found.filter(({ isRun }) => isRun),
    idle: found.filter(({ isRun }) => !isRun),
    reasons: reasonsIn(read('tests/uncovered.md')),
  }
  const page = pageOf(all)
  const problems = problemsOf(all)
  if (process.argv[2] !== '--check') {
    writeFileSync(at(PAGE), page)
    say(`wrote ${PAGE}`)
  } else if (page !== read(PAGE)) {
    problems.push(`${PAGE} is out of date: npm run coverage`)
  }
  if (problems.length > 0) throw new Problem(problems.join('\n! '))
})

/** Returns every test in the text of the files, and whether a run has it. */
function allTests() {
  const programs = rustTests()
  const ofRust = [...files('src', '.rs'), ...files('tests', '.rs')]
  const ofNode = files('tests', '.test.mjs')
  const titles = nodeTests(ofNode)
  const testsOf = (file, testsIn, isRun) =>
    testsIn(read(file)).map((test) => ({ file, ...test, isRun: isRun({ file, ...test }) }))
  return [
    ...ofRust.flatMap((file) => testsOf(file, testsInRust, (test) => isInProgram(test, programs))),
    ...ofNode.flatMap((file) => testsOf(file, testsInNode, (test) => isRegistered(test, titles[file]))),
  ]
}

function read(file) {
  return readFileSync(at(file), 'utf8')
}

function files(folder, ending) {
  const names = readdirSync(at(folder), { recursive: true })
  const own = names.filter((name) => name.endsWith(ending) && !name.includes('node_modules/'))
  return own.sort().map((name) => `${folder}/${name}`)
}
