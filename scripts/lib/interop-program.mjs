import { join } from 'node:path'
import { run } from './processes.mjs'
import { at } from './project.mjs'

const TARGET = at('target/interop')

/** Builds the program of a crate in tests/interop, about a minute the first time; undefined if it does not build. */
export async function buildInteropProgram(name) {
  const manifest = at('tests/interop', name, 'Cargo.toml')
  const code = await run('cargo', ['build', '--locked', '--manifest-path', manifest, '--target-dir', TARGET])
  return code === 0 ? join(TARGET, 'debug', `enrol-interop-${name}`) : undefined
}
