import { tmpdir } from 'node:os'
import { pins } from './configuration.mjs'
import { onPath, output, runQuietly } from './processes.mjs'
import { at, isMadeFrom, markAsMadeFrom } from './project.mjs'
import { Problem } from './say.mjs'

const TARGET = 'wasm32-unknown-unknown'

/** Installs the npm packages and the Rust toolchain, unless they are up to date. */
export async function setUp() {
  checkPrograms()
  await setUpNode()
  await setUpRust()
}

function checkPrograms() {
  const lack = lackOfPrograms()
  if (lack) throw new Problem(lack)
}

const RUSTUP = 'Rust builds the server: install rustup from https://rustup.rs, then open another terminal'

const LINKER = 'Rust links with a C compiler: '

const INSTALLATION = {
  darwin: 'xcode-select --install',
  linux: 'sudo apt install build-essential on Debian and Ubuntu, sudo dnf install gcc on Fedora',
}

/** Returns the missing programs of the build and how to install them; `undefined` if none is missing. */
export function lackOfPrograms({ has = hasProgram, platform = process.platform } = {}) {
  const missing = ['rustup', 'cargo', 'cc'].filter((name) => !has(name))
  if (missing.length === 0) return undefined
  const advice = missing.includes('cc') ? [LINKER + (INSTALLATION[platform] ?? 'install one that is called cc')] : []
  if (missing.some((name) => name !== 'cc')) advice.unshift(RUSTUP)
  return [`not on the PATH: ${missing.join(', ')}`, ...advice].join('\n! ')
}

// Without the Xcode tools, cc on macOS only opens a window that offers to install them.
const hasProgram = (name) =>
  onPath(name) !== undefined && (name !== 'cc' || process.platform !== 'darwin' || output('xcode-select', ['-p']) !== undefined)

/** Installs the npm packages unless they are up to date; shows progress on a stream or on standard output. */
export async function setUpNode(on) {
  checkNode()
  const stamp = at('node_modules/.enrol-lock')
  const lock = at('package-lock.json')
  if (isMadeFrom(lock, stamp)) return
  const saying = 'installing the npm packages, about 20 seconds, once'
  const code = await runQuietly('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { saying, on })
  if (code !== 0) throw new Problem('npm ci failed; its output is above')
  markAsMadeFrom(lock, stamp)
}

function checkNode({ node } = process.versions) {
  const [major, minor] = node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 12)) {
    throw new Problem(`Node.js ${node} is too old: install 20.12 or newer from https://nodejs.org`)
  }
}

async function setUpRust() {
  const { rust } = pins()
  if (hasToolchain(rust)) return
  const wanted = ['--profile', 'minimal', '--component', 'clippy', '--component', 'rustfmt', '--target', TARGET]
  const saying = `installing Rust ${rust} with clippy, rustfmt and ${TARGET}, up to a minute, once`
  const code = await runQuietly('rustup', ['toolchain', 'install', rust, '--no-self-update', ...wanted], { saying })
  if (code !== 0) throw new Problem(`rustup could not install Rust ${rust}; its output is above`)
}

// In the project, rustup would first install the toolchain of rust-toolchain.toml.
const from = { cwd: tmpdir() }

/** Returns whether rustup has a toolchain for this kind of machine. */
export function isInstalled(toolchain) {
  const toolchains = output('rustup', ['toolchain', 'list'], from) ?? ''
  // The kind of machine follows the name; a date would belong to another toolchain.
  const rests = toolchains.split('\n').map((line) => line.startsWith(toolchain) && line.slice(toolchain.length))
  return rests.some((rest) => rest && /^-[a-z]/.test(rest))
}

function hasToolchain(rust) {
  if (!isInstalled(rust)) return false
  const installed = output('rustup', ['component', 'list', '--installed', '--toolchain', rust], from) ?? ''
  return ['clippy', 'rustfmt', `rust-std-${TARGET}`].every((component) => installed.includes(component))
}
