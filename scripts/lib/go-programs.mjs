import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { onPath, output, runQuietly } from './processes.mjs'
import { at, isMadeFrom, markAsMadeFrom } from './project.mjs'
import { Problem } from './say.mjs'

const SOURCE = at('tests/interop/go')
const TARGET = at('target/go')
const STAMP = join(TARGET, 'enrol-sources')
const LIMIT_MS = 600_000

// go.mod names the required version of Go; go must not download another toolchain.
const ENV = { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', GOWORK: 'off' }
const LEAST = [1, 25]

/** Builds the programs of tests/interop/go, unless they are up to date. Go is optional: see `lackOfGo`. */
export async function setUpGo() {
  if (isMadeFrom(sources(), STAMP) || !hasGo()) return
  const args = ['build', '-buildvcs=false', '-trimpath', '-o', `${TARGET}/`, './...']
  const saying = 'building the Go programs, about a minute the first time'
  if ((await runQuietly('go', args, { cwd: SOURCE, env: ENV, saying, limit: LIMIT_MS })) !== 0) {
    throw new Problem('the Go programs do not build')
  }
  markAsMadeFrom(sources(), STAMP)
}

/** Returns the path of a program of tests/interop/go. */
export const goProgram = (name) => join(TARGET, name)

/** Returns why the Go programs cannot run here, for the `skip` of node:test; false if they can. */
export function lackOfGo() {
  if (isMadeFrom(sources(), STAMP)) return false
  if (!hasGo()) return `go, ${LEAST.join('.')} or newer, is not installed`
  return 'the Go programs are not built: npm run test:interop builds them'
}

const sources = () =>
  readdirSync(SOURCE, { recursive: true })
    .filter((name) => /\.(go|mod|sum)$/.test(name))
    .sort()
    .map((name) => join(SOURCE, name))

function hasGo() {
  if (onPath('go') === undefined) return false
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(output('go', ['env', 'GOVERSION'], { env: { ...process.env, ...ENV } })) ?? []
  return major > LEAST[0] || (Number(major) === LEAST[0] && minor >= LEAST[1])
}
