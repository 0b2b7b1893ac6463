import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pageOf, problemsOf, reasonsIn, requirementsIn, testsInNode, testsInRust } from './lib/coverage.mjs'
import { at } from './lib/project.mjs'
import { main, Problem, say } from './lib/say.mjs'

const PAGE = 'tests/COVERAGE.md'

/** Writes the page, or with --check says whether it is up to date; either way every requirement has to be covered. */
main(async () => {
  const all = {
    requirements: requirementsIn(read('tests/requirements.md')),
    tests: [
      ...testsOf('src', '.rs', testsInRust),
      ...testsOf('tests', '.rs', testsInRust),
      ...testsOf('tests', '.test.mjs', testsInNode),
    ],
    reasons: reasonsIn(read('tests/uncovered.md')),
  }
  const page = pageOf(all)
  const problems = problemsOf(all)
  if (process.argv[2] !== '--check') {
    writeFileSync(at(PAGE), page)
    say(`wrote ${PAGE}`)
  } else if (page !== read(PAGE)) {
    problems.push(`${PAGE} is not what the tests say: npm run coverage`)
  }
  if (problems.length > 0) throw new Problem(problems.join('\n! '))
})

function read(file) {
  return readFileSync(at(file), 'utf8')
}

function testsOf(folder, ending, testsIn) {
  const names = readdirSync(at(folder), { recursive: true }).filter((name) => name.endsWith(ending))
  const files = names.sort().map((name) => `${folder}/${name}`)
  return files.flatMap((file) => testsIn(read(file)).map((test) => ({ file, ...test })))
}
