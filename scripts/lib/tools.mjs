import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fuzzPins, pins } from './configuration.mjs'
import { onPath, output, runQuietly } from './processes.mjs'
import { at } from './project.mjs'
import { Problem } from './say.mjs'
import { isInstalled } from './set-up.mjs'

// Optimising these programs takes minutes, and they run for less than a second.
const QUICK = {
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
  CARGO_TARGET_DIR: at('.tools/target'),
}

// A slow load generator would falsify the measurement.
const FAST = { ...QUICK, CARGO_PROFILE_RELEASE_OPT_LEVEL: '2' }

const OHA = '1.16.0'
const MUTANTS = '27.1.0'

/** Installs wasm-bindgen at the version of the crate; returns the paths of the tools of the build. */
export async function setUpTools() {
  return setUpAll([{ crate: 'wasm-bindgen-cli', binary: 'wasm-bindgen', version: pins().wasmBindgen }])
}

/** Installs cargo-fuzz at the version that fuzz/ pins; returns its path. */
export async function setUpCargoFuzz() {
  const paths = await setUpAll([{ crate: 'cargo-fuzz', binary: 'cargo-fuzz', version: fuzzPins().cargoFuzz }])
  return paths['cargo-fuzz']
}

/** Installs cargo-mutants; returns its path. */
export async function setUpCargoMutants() {
  // cargo-mutants expects its own name as the first argument.
  const ask = ['mutants', '--version']
  const paths = await setUpAll([{ crate: 'cargo-mutants', binary: 'cargo-mutants', version: MUTANTS, ask }])
  return paths['cargo-mutants']
}

/** Installs the load generator oha; returns its path. */
export async function setUpLoad() {
  const paths = await setUpAll([{ crate: 'oha', binary: 'oha', version: OHA, profile: FAST }])
  return paths.oha
}

async function setUpAll(tools) {
  const paths = {}
  for (const tool of tools) paths[tool.binary] = find(tool) ?? (await install(tool))
  rmSync(at('.tools/target'), { recursive: true, force: true })
  return paths
}

function find({ binary, version, ask = ['--version'] }) {
  return [onPath(binary), installed(binary)].find((path) => path && versionOf(path, ask) === version)
}

async function install({ crate, binary, version, profile = QUICK }) {
  const wanted = ['--root', at('.tools'), '--locked', '--force', '--quiet', '--bin', binary, `${crate}@${version}`]
  const saying = `building ${crate} ${version}, one to ${profile === FAST ? 'four' : 'two'} minutes, once`
  const code = await runQuietly('cargo', ['install', ...wanted], { env: profile, saying })
  if (code !== 0) throw new Problem(`cargo could not install ${crate} ${version}`)
  return installed(binary)
}

const installed = (binary) => at('.tools/bin', binary)

const versionOf = (path, ask) => /\d+\.\d+\.\d+/.exec(output(path, ask) ?? '')?.[0]

const DAY_MS = 86_400_000

/** Installs the nightly toolchain that fuzz/ pins; returns its name in rustup. */
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

/** Returns the day on which a toolchain was published: the day after its last commit. */
function dateOf(toolchain) {
  const version = output('rustup', ['run', toolchain, 'rustc', '--version'], { cwd: tmpdir() }) ?? ''
  const committed = /(\d{4}-\d\d-\d\d)\)$/.exec(version.trim())?.[1]
  return committed && new Date(Date.parse(committed) + DAY_MS).toISOString().slice(0, 10)
}
