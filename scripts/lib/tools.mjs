import { rmSync } from 'node:fs'
import { onPath, output, runQuietly } from './processes.mjs'
import { at, fuzzPins, pins } from './project.mjs'
import { Problem } from './say.mjs'

// Built for a quick install: they run for less than a second each, their own compilation takes minutes.
const QUICK = {
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
  CARGO_TARGET_DIR: at('.tools/target'),
}

// What is measured must not wait for what measures.
const FAST = { ...QUICK, CARGO_PROFILE_RELEASE_OPT_LEVEL: '2' }

const OHA = '1.16.0'
const MUTANTS = '27.1.0'

/** Makes the program that binds the Worker available, at the version the crate is pinned to; gives its path. */
export async function setUpTools() {
  return setUpAll([{ crate: 'wasm-bindgen-cli', binary: 'wasm-bindgen', version: pins().wasmBindgen }])
}

/** Makes the program that builds what is fuzzed available, at the version that fuzz/ names; gives its path. */
export async function setUpCargoFuzz() {
  const paths = await setUpAll([{ crate: 'cargo-fuzz', binary: 'cargo-fuzz', version: fuzzPins().cargoFuzz }])
  return paths['cargo-fuzz']
}

/** Makes the program that changes the core available, at the version that is pinned here; gives its path. */
export async function setUpCargoMutants() {
  // Without its own name it would take what follows for that of a command.
  const ask = ['mutants', '--version']
  const paths = await setUpAll([{ crate: 'cargo-mutants', binary: 'cargo-mutants', version: MUTANTS, ask }])
  return paths['cargo-mutants']
}

/** Makes the program that puts load on servers available, at the version that is pinned here; gives its path. */
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
