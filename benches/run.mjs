import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { output } from '../scripts/lib/processes.mjs'
import { at, temporaryFolder } from '../scripts/lib/project.mjs'
import { main, Problem, say, seconds } from '../scripts/lib/say.mjs'
import { setUp } from '../scripts/lib/set-up.mjs'
import { setUpLoad, setUpTools } from '../scripts/lib/tools.mjs'
import { build, isBuilt, sizes } from '../scripts/lib/wasm.mjs'
import { node } from '../scripts/lib/wrangler.mjs'
import { head, rows, whatLacks } from './lib/page.mjs'
import { coldStart, compare } from './lib/rounds.mjs'
import { scenarios } from './lib/scenarios.mjs'
import { bundle } from './lib/servers.mjs'

const FULL = { rounds: 7, seconds: 2, warmUp: { answers: 40_000, turns: 5, seconds: 4 } }
const QUICK = { rounds: 1, seconds: 0.3, warmUp: { answers: 1, turns: 1, seconds: 0.1 } }
const RESULTS = at('benches/results.md')

main(async () => {
  const since = performance.now()
  const { isQuick, chosen } = read(process.argv.slice(2))
  await setUp()
  if (!isBuilt()) await build(await setUpTools())
  const oha = await setUpLoad()
  const { path: folder } = temporaryFolder()
  const means = { oha, folder, bundles: await bundle(folder), ...(isQuick ? QUICK : FULL) }
  const [table, all] = [head(), []]
  for (const name of chosen) {
    const measured = await compare(await scenarios[name](), means)
    table.push(...rows(name, measured))
    all.push(...measured)
    say(`${name}: ${measured.map((it) => `${it.name} ${it.refused ? 'invalid' : it.rate.toFixed(0)}`).join(', ')}`)
    if (measured.some(({ refused }) => refused)) process.exitCode = 1
  }
  const starts = isQuick ? [] : ['', ...cold(await coldStart(means.bundles))]
  const text = `${[...circumstances(oha, means, isQuick), '', ...table, ...starts].join('\n')}\n`
  console.log(`\n${text}`)
  const isPart = isQuick || chosen.length < Object.keys(scenarios).length
  const lack = isPart ? 'only a part of the scenarios was measured' : whatLacks(all)
  if (lack) return say(`benches/results.md was not written: ${lack}`)
  writeFileSync(RESULTS, `# Results of npm run bench\n\n${text}`)
  say(`wrote benches/results.md, after ${seconds(since, 0)}`)
})

function read(words) {
  const names = words.filter((word) => word !== '--quick')
  const isQuick = words.includes('--quick')
  const all = Object.keys(scenarios)
  const unknown = names.find((name) => !all.includes(name))
  const list = all.join('", "')
  if (unknown) throw new Problem(`usage: npm run bench [-- [--quick] [SCENARIOS]]; the scenarios are "${list}"`)
  // Storing a million rows takes minutes.
  const usual = isQuick ? all.filter((name) => !name.startsWith('growth')) : all
  return { isQuick, chosen: names.length > 0 ? names : usual }
}

// A user does not notice 30 ms once an isolate.
const MOST_OVER = 30

/** Writes the cold start and its target. */
function cold({ enrol, bare, over }) {
  const ms = (value) => `${value.toFixed(1)} ms`
  const verdict = over <= MOST_OVER ? 'met' : 'missed'
  return [
    `Cold start, from the start of the process to its first answer: Enrol ${ms(enrol)}, a bare Worker ${ms(bare)},`,
    `and by pairs ${ms(over)} over it. Target: at most ${MOST_OVER} ms over it: ${verdict}.`,
  ]
}

/** Writes the date, the versions and the machine of the measurement. */
function circumstances(oha, { rounds, seconds }, isQuick) {
  const version = (name) => JSON.parse(readFileSync(at('node_modules', name, 'package.json'), 'utf8')).version
  const npm = ['workerd', 'wrangler', '@cloudflare/workers-oauth-provider', 'oidc-provider']
  const versions = npm.map((name) => `${name} ${version(name)}`)
  versions.push(`Node ${output(node, ['--version']).trim().slice(1)}`, output(oha, ['--version']).trim())
  const made = isQuick
    ? `\`npm run bench -- --quick\`: one round of ${seconds} seconds; quick, not to be compared`
    : `\`npm run bench\`: medians of ${rounds} rounds of ${seconds} seconds`
  return [
    `- ${new Date().toISOString().slice(0, 10)}, ${made}`,
    `- ${cpus().length} cores, ${cpus()[0].model.trim()}`,
    `- ${versions.join(', ')}`,
    `- ${sizes().text}`,
  ]
}
