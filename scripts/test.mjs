import { findBrowser } from './lib/browser.mjs'
import { setUpExample } from './lib/example-mcp.mjs'
import { lackOfGo, setUpGo } from './lib/go-programs.mjs'
import { lackOfJava, setUpJava } from './lib/java-programs.mjs'
import { setUpNodePrograms } from './lib/node-programs.mjs'
import { at } from './lib/project.mjs'
import { lackOfPython, setUpPython } from './lib/python.mjs'
import { buildRustPrograms } from './lib/rust-programs.mjs'
import { main, Problem, seconds } from './lib/say.mjs'
import { setUp } from './lib/set-up.mjs'
import { cargoTest, check, checked, nodeTest } from './lib/stages.mjs'
import { setUpTools } from './lib/tools.mjs'
import { build, isBuilt } from './lib/wasm.mjs'
import { node } from './lib/wrangler.mjs'

const fmt = (...crate) => check('cargo', ['fmt', '--all', '--check', '--manifest-path', at(...crate, 'Cargo.toml')])

// Not the benchmark itself, which needs more packages. The target folder already has the packages of the Worker.
const BENCHES = ['--manifest-path', at('benches/native/Cargo.toml'), '--target-dir', at('target'), '--lib', '--bins']

// Each page starts its own server, and most of its commands start wrangler.
const GUIDES_MS = 900_000

// Schemathesis sends thousands of requests, while another file runs beside it.
const INTEROP_MS = 420_000

const SOAK_MS = 1_800_000

const clippy = (...target) => check('cargo', ['clippy', '--locked', ...target, '--', '-D', 'warnings'])

const stages = [
  { part: 'unit', name: 'cargo fmt', work: () => fmt() },
  { part: 'unit', name: 'cargo fmt, benches', work: () => fmt('benches/native') },
  { part: 'unit', name: 'cargo fmt, fuzz', work: () => fmt('fuzz') },
  { part: 'unit', name: 'cargo fmt, interop', work: () => fmt('tests/interop/rust') },
  { part: 'unit', name: 'clippy, native', work: () => clippy('--all-targets') },
  { part: 'unit', name: 'clippy, benches', work: () => clippy(...BENCHES) },
  { part: 'unit', name: 'clippy, wasm', work: () => clippy('--target', 'wasm32-unknown-unknown') },
  { part: 'unit', name: 'cargo test', work: cargoTest },
  { part: 'unit', name: 'scripts', work: () => nodeTest('tests/scripts') },
  { part: 'unit', name: 'examples, hook', work: () => nodeTest('examples/hooks/open-finance-brasil/test') },
  { part: 'unit', name: 'examples, packages', work: () => succeeds(setUpExample) },
  { part: 'unit', name: 'examples, MCP server', work: () => nodeTest('examples/mcp-server/test') },
  { part: 'unit', name: 'requirements covered', work: () => check(node, ['scripts/coverage.mjs', '--check']) },
  { part: 'built', name: 'release build', work: buildStage },
  { part: 'e2e', name: 'end to end', work: () => nodeTest('tests/e2e'), needsBuild: true },
  { part: 'e2e', name: 'browser', work: browserStage, needsBuild: true },
  { part: 'e2e', name: 'guides', work: () => nodeTest('tests/guides', GUIDES_MS), needsBuild: true },
  { part: 'soak', name: 'soak', work: () => nodeTest('tests/soak', SOAK_MS), needsBuild: true },
  // These builds come before the tests, which have a time limit. Go, Java and Python are optional.
  { part: 'interop', name: 'npm libraries', work: () => succeeds(setUpNodePrograms) },
  { part: 'interop', name: 'MCP server', work: () => succeeds(setUpExample) },
  { part: 'interop', name: 'Rust libraries', work: async () => checked(await buildRustPrograms()) },
  { part: 'interop', name: 'Go libraries', work: () => optional(setUpGo, lackOfGo) },
  { part: 'interop', name: 'Java libraries', work: () => optional(setUpJava, lackOfJava) },
  { part: 'interop', name: 'Python libraries', work: () => optional(setUpPython, lackOfPython) },
  { part: 'interop', name: 'interoperability', work: () => nodeTest('tests/interop', INTEROP_MS), needsBuild: true },
]

const parts = {
  all: ['unit', 'built', 'e2e', 'soak', 'interop'],
  unit: ['unit'],
  e2e: ['built', 'e2e'],
  interop: ['built', 'interop'],
  soak: ['built', 'soak'],
}

main(async () => {
  const chosen = parts[process.argv[2] ?? 'all']
  if (!chosen) throw new Problem(`npm test has the parts ${Object.keys(parts).slice(1).join(', ')}: npm run test:unit`)
  await setUp()
  const total = { passed: 0, failed: 0 }
  const unbuilt = { work: withoutBuild }
  let isUsable = true
  for (const stage of stages.filter(({ part }) => chosen.includes(part))) {
    const { passed, failed } = await runStage(stage.needsBuild && !isUsable ? { ...stage, ...unbuilt } : stage)
    if (stage.part === 'built') isUsable = failed === 0
    total.passed += passed
    total.failed += failed
  }
  console.log(`${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed === 0 ? 0 : 1
})

/** Runs a stage and prints its result on one line; a terminal shows the time before that. */
async function runStage({ name, work }) {
  const since = performance.now()
  const { isTTY } = process.stdout
  const tick = isTTY && setInterval(() => process.stdout.write(`\r${name}: ${seconds(since, 0)}\x1b[K`), 1000)
  const result = await work()
  clearInterval(tick)
  const skipped = [...new Set(result.reasons)].map((reason) => `; skipped: ${reason}`).join('')
  const note = result.note ? `; ${result.note}` : ''
  console.log(`${isTTY ? '\r\x1b[K' : ''}${name}: ${result.passed} passed, ${result.failed} failed, ${seconds(since)}${note}${skipped}`)
  return result
}

/** Runs the tests in a browser, and says in which. */
async function browserStage() {
  const browser = await findBrowser()
  return { ...(await nodeTest('tests/browser')), note: browser && `in ${browser.kind}` }
}

function buildStage() {
  return succeeds(async () => {
    if (!isBuilt()) await build(await setUpTools())
  })
}

/** Sets up the libraries of a language; without the language their tests are skipped with a reason. */
async function optional(setUp, lack) {
  const result = await succeeds(setUp)
  const reason = lack()
  return result.failed === 0 && reason ? { passed: 0, failed: 0, reasons: [reason] } : result
}

async function succeeds(work) {
  try {
    await work()
    return checked(true)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    console.error(`! ${error.message}`)
    return checked(false)
  }
}

function withoutBuild() {
  console.error('! the build failed, so these tests did not run')
  return checked(false)
}
