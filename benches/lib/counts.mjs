import { join } from 'node:path'
import { run, runQuietly } from '../../scripts/lib/processes.mjs'
import { at } from '../../scripts/lib/project.mjs'
import { Problem } from '../../scripts/lib/say.mjs'

const VERDICTS = {
  fewer: 'fewer by more than a tenth',
  fine: '',
  gone: 'not counted any more',
  more: 'more by more than a tenth',
  unknown: 'not committed',
}

/** Reads the number of instructions from the output of callgrind; `undefined` if there is none. */
export function collected(text) {
  const found = /^==\d+== Collected : (\d+)$/m.exec(text)
  return Number(found?.[1]) || undefined
}

/** Compares every scenario that is counted now or is committed, and judges the difference. */
export function compare(committed, now) {
  const scenarios = new Set([...Object.keys(now), ...Object.keys(committed)])
  return [...scenarios].map((scenario) => {
    const [before, after] = [committed[scenario], now[scenario]]
    return { scenario, committed: before, now: after, verdict: verdict(before, after) }
  })
}

function verdict(committed, now) {
  if (now === undefined) return 'gone'
  if (committed === undefined) return 'unknown'
  const tenths = (10 * (now - committed)) / committed
  if (tenths > 1) return 'more'
  return tenths < -1 ? 'fewer' : 'fine'
}

/** Returns whether the check fails for a scenario. */
export const fails = ({ verdict }) => ['gone', 'more', 'unknown'].includes(verdict)

/** Writes the comparison as lines of text, in columns. */
export function table(rows) {
  const cells = [['scenario', 'committed', 'now', 'change', ''], ...rows.map(cellsOf)]
  const width = (column) => Math.max(...cells.map((row) => row[column].length))
  const widths = [0, 1, 2, 3].map(width)
  return cells.map(([scenario, ...rest]) => {
    const padded = rest.map((text, index) => text.padStart(widths[index + 1] ?? 0))
    return [scenario.padEnd(widths[0]), ...padded].join('  ').trimEnd()
  })
}

function cellsOf({ scenario, committed, now, verdict }) {
  const percent = (100 * (now - committed)) / committed
  const change = Number.isFinite(percent) ? `${percent < 0 ? '' : '+'}${percent.toFixed(1)} %` : ''
  return [scenario, String(committed ?? ''), String(now ?? ''), change, VERDICTS[verdict]]
}

/**
 * Lists the packages that a lock file has in another version than the lock file of the Worker. With such a package, the
 * counts would not be those of the deployed code.
 */
export function differing(own, ofWorker) {
  const kind = ({ name, version }) => `${name} ${/^(0\.)?\d+/.exec(version)[0]}`
  const wanted = new Map(packages(ofWorker).map((it) => [kind(it), it.version]))
  const others = packages(own).filter((it) => (wanted.get(kind(it)) ?? it.version) !== it.version)
  return others.map((it) => `${it.name} ${it.version}, not ${wanted.get(kind(it))}`)
}

function packages(lock) {
  const found = lock.matchAll(/^name = "(.+)"\nversion = "(.+)"$/gm)
  return [...found].map(([, name, version]) => ({ name, version }))
}

const TARGET = at('target/bench')
const CRATE = ['--locked', '--manifest-path', at('benches/native/Cargo.toml'), '--target-dir', TARGET]

// WebAssembly has no processor instructions for digests and AES, so the native program must not use them either. Flags of
// the caller are ignored.
const FLAGS = '--cfg sha2_backend="soft" --cfg sha2_backend_soft="compact" --cfg aes_backend="soft"'
const env = { RUSTFLAGS: FLAGS, CARGO_ENCODED_RUSTFLAGS: undefined }

/** Times the core; divan gets the arguments. Returns whether it succeeded. */
export const time = async (words) => (await run('cargo', ['bench', ...CRATE, '--', ...words], { env })) === 0

/** Builds the program that repeats one scenario; returns its path. */
export async function buildCounted() {
  const saying = 'building the program that is counted, about a minute the first time'
  const code = await runQuietly('cargo', ['build', '--release', '--bin', 'count', ...CRATE], { env, saying })
  if (code !== 0) throw new Problem('benches/native does not build')
  return join(TARGET, 'release/count')
}
