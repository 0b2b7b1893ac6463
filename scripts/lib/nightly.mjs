import { tmpdir } from 'node:os'
import { output, runQuietly } from './processes.mjs'
import { fuzzPins } from './project.mjs'
import { Problem } from './say.mjs'
import { isInstalled } from './set-up.mjs'

const DAY_MS = 86_400_000

/** Makes the nightly toolchain that fuzz/ names available; gives the name by which rustup knows it. */
export async function setUpNightly() {
  const { nightly: date } = fuzzPins()
  const pinned = `nightly-${date}`
  if (isInstalled(pinned)) return pinned
  if (isInstalled('nightly') && dateOf('nightly') === date) return 'nightly'
  const saying = `installing Rust ${pinned}, up to a minute, once`
  const args = ['toolchain', 'install', pinned, '--no-self-update', '--profile', 'minimal']
  if ((await runQuietly('rustup', args, { saying })) !== 0) throw new Problem(`rustup could not install ${pinned}`)
  return pinned
}

/** The day a toolchain was published: the one after its last commit. */
function dateOf(toolchain) {
  const said = output('rustup', ['run', toolchain, 'rustc', '--version'], { cwd: tmpdir() }) ?? ''
  const committed = /(\d{4}-\d\d-\d\d)\)$/.exec(said.trim())?.[1]
  return committed && new Date(Date.parse(committed) + DAY_MS).toISOString().slice(0, 10)
}
