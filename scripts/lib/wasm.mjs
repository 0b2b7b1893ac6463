import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { output, runQuietly } from './processes.mjs'
import { at } from './project.mjs'
import { Problem, say } from './say.mjs'

const GZIP_BUDGET_KB = 900
const STAMP = at('build/.inputs')
const MODULE = at('build/index.js')
export const WASM = at('build/index_bg.wasm')
export const BINDINGS = at('build/bindings')
const BOUND = join(BINDINGS, 'index_bg.wasm')
const OUTPUTS = [MODULE, WASM, join(BINDINGS, 'index.js')]
const TARGET = 'wasm32-unknown-unknown'
const INPUTS = ['Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', 'package-lock.json', 'scripts/lib/wasm.mjs']
// Digests as loops instead of 144 unrolled rounds: less code, and a tenth to a third more time. Functions up to this size
// are inlined, which opt-level z would not do. Up to 15, there would be 7 KB less, and up to 30 10 KB more; each step is 1 to 3 % of time.
const RUST_FLAGS = '--cfg sha2_backend_soft="compact" -Cllvm-args=-inline-threshold=20'
const WASM_OPT = at('node_modules/.bin/wasm-opt')

// The features that the compiler and wasm-bindgen use. The platform may not support the encodings of newer ones.
const FEATURES = [
  'bulk-memory',
  'exception-handling',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
]

/** Returns whether build/ has a Worker, even an old one. */
export const isThere = () => OUTPUTS.every((file) => existsSync(file))

/** Returns whether build/ is up to date with the working tree. */
export const isBuilt = () => isThere() && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === inputs()

/** Compiles the Worker into build/. All tools are installed before. */
export async function build(tools) {
  const before = inputs()
  rmSync(STAMP, { force: true })
  await compile()
  await bind(tools['wasm-bindgen'])
  await bundle()
  await prune()
  await optimize()
  checkModule()
  writeFileSync(STAMP, before)
}

// wrangler splits the output of its build command, so the messages of the compiler are printed at once.
async function compile() {
  const code = await runQuietly('cargo', ['build', '--release', '--locked', '--package', 'enrol', '--lib', '--target', TARGET], {
    saying: 'building the Worker, one to four minutes the first time',
    env: {
      ...(process.stderr.isTTY ? { CARGO_TERM_COLOR: 'always' } : {}),
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: RUST_FLAGS,
    },
  })
  if (code !== 0) throw new Problem('the Worker does not compile; the messages of the compiler are above')
}

/** Writes the bindings of Rust, and the entry that calls them, into a folder beside the bundle of both. */
async function bind(wasmBindgen) {
  const { target_directory: target } = JSON.parse(output('cargo', ['metadata', '--format-version=1', '--no-deps']))
  const wasm = join(target, TARGET, 'release/enrol.wasm')
  const args = ['--target', 'web', '--no-typescript', '--experimental-reset-state-function', '--out-name', 'index']
  const code = await runQuietly(wasmBindgen, [...args, '--out-dir', BINDINGS, wasm])
  if (code !== 0) throw new Problem('wasm-bindgen could not bind the Worker')
  copyFileSync(at('src/edge/entry.mjs'), join(BINDINGS, 'entry.mjs'))
}

/** Makes one module of the entry and the bindings. */
async function bundle() {
  const { build: bundled } = await import('esbuild')
  const options = { bundle: true, minify: true, format: 'esm', target: 'es2022', external: ['./index_bg.wasm'] }
  // The bindings register each closure for the garbage collector, in case nobody frees it. Rust frees all of them. Without
  // `Symbol.dispose`, esbuild leaves out the classes that nobody uses.
  options.define = { FinalizationRegistry: 'undefined', 'Symbol.dispose': 'undefined' }
  await bundled({ ...options, entryPoints: [join(BINDINGS, 'entry.mjs')], outfile: MODULE, logLevel: 'warning' })
}

/**
 * Removes the exports that the bundle does not name, so that wasm-opt removes their code: the crate `worker` exports types
 * of other events, and streams that nobody makes here.
 *
 * Each `async fn` panics, with its place in the source, if it runs again after its end. No executor does that, so a trap
 * is enough.
 */
async function prune() {
  const { default: binaryen } = await import('binaryen')
  binaryen.setDebugInfo(true)
  const module = binaryen.readBinary(readFileSync(BOUND))
  const bundled = new Set(readFileSync(MODULE, 'utf8').match(/\w+/g))
  const list = (count, item) => Array.from({ length: count }, (_, index) => item(index))
  const exported = list(module.getNumExports(), (index) => binaryen.getExportInfo(module.getExportByIndex(index)))
  for (const { name } of exported) if (!bundled.has(name)) module.removeExport(name)
  for (const item of list(module.getNumFunctions(), (index) => module.getFunctionByIndex(index))) {
    const { name } = binaryen.getFunctionInfo(item)
    if (name.endsWith('::panic_const_async_fn_resumed')) binaryen.Function.setBody(item, module.unreachable())
  }
  writeFileSync(BOUND, module.emitBinary())
}

// The compressed size matters. A function that is inlined into its only caller makes less code that compresses worse,
// because each of hundreds of variables then takes two bytes; so does a value that is stored instead of computed again.
// Functions with similar names are similar, and compress better side by side. The names, an eighth of the size, are not
// needed.
const PASSES = [
  '-O',
  '--one-caller-inline-max-function-size=0',
  ...['local-cse', 'memory-packing', 'simplify-locals', 'reorder-functions'].map((pass) => `--skip-pass=${pass}`),
  '--reorder-functions-by-name',
]

async function optimize() {
  const enabled = FEATURES.map((feature) => `--enable-${feature}`)
  const args = [BOUND, '-o', WASM, ...PASSES, ...enabled, '--strip-debug', '--strip-producers']
  if ((await runQuietly(WASM_OPT, args)) !== 0) throw new Problem('wasm-opt could not optimize the Worker')
}

/** Returns the compressed size of the Worker in KB, and a line with its sizes. */
export function sizes() {
  const wasm = readFileSync(WASM)
  const [raw, gzip] = [wasm.length / 1024, gzipSync(wasm, { level: 9 }).length / 1024]
  const part = Math.round((100 * gzip) / GZIP_BUDGET_KB)
  const text = `wasm ${raw.toFixed(0)} KB, gzip ${gzip.toFixed(0)} KB: ${part} % of the ${GZIP_BUDGET_KB} KB budget`
  return { gzip, text }
}

function checkModule() {
  // A full disk leaves a module that is cut off, and no tool says so.
  if (!WebAssembly.validate(readFileSync(WASM))) throw new Problem(`${WASM} is not a valid module; is the disk full?`)
  const { gzip, text } = sizes()
  if (gzip > GZIP_BUDGET_KB) throw new Problem(text)
  say(text)
}

function inputs() {
  const hash = createHash('sha256')
  const files = [...INPUTS, ...sources('src'), ...sources('seal')]
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(at(file)))
  return hash.digest('hex')
}

function sources(folder) {
  const entries = readdirSync(at(folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? sources(path) : [path]
  })
}
