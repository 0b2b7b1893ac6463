import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { run } from './processes.mjs'
import { at, pins } from './project.mjs'
import { Problem, say } from './say.mjs'

const GZIP_BUDGET_KB = 300
const STAMP = at('build/.inputs')
const OUTPUTS = [at('build/index.js'), at('build/index_bg.wasm')]
const INPUTS = ['Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', 'package-lock.json']

/** Whether build/ was made from what the working tree holds now. */
export const isBuilt = () => OUTPUTS.every(existsSync) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === inputs()

/** Compiles the Worker into build/, with tools that are all at hand, so that nothing is downloaded. */
export async function build(tools) {
  const before = inputs()
  say('building the Worker, one to two minutes the first time')
  const code = await run(tools['worker-build'], ['--release', '--locked'], {
    env: {
      ESBUILD_BIN: at('node_modules/.bin/esbuild'),
      WASM_BINDGEN_BIN: tools['wasm-bindgen'],
      WASM_OPT_BIN: at('node_modules/.bin/wasm-opt'),
    },
  })
  if (code !== 0) throw new Problem('the Worker does not build')
  checkSize()
  writeFileSync(STAMP, before)
}

function checkSize() {
  const wasm = readFileSync(at('build/index_bg.wasm'))
  const [raw, gzip] = [wasm.length / 1024, gzipSync(wasm, { level: 9 }).length / 1024]
  const part = Math.round((100 * gzip) / GZIP_BUDGET_KB)
  const size = `wasm ${raw.toFixed(0)} KB, gzip ${gzip.toFixed(0)} KB: ${part} % of the ${GZIP_BUDGET_KB} KB budget`
  if (gzip > GZIP_BUDGET_KB) throw new Problem(size)
  say(size)
}

function inputs() {
  const hash = createHash('sha256').update(JSON.stringify(pins()))
  for (const file of [...INPUTS, ...sources('src')]) hash.update(`\0${file}\0`).update(readFileSync(at(file)))
  return hash.digest('hex')
}

function sources(folder) {
  const entries = readdirSync(at(folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? sources(path) : [path]
  })
}
