import { join } from 'node:path'
import { runQuietly } from './processes.mjs'
import { at } from './project.mjs'

const MANIFEST = at('tests/interop/rust/Cargo.toml')
const TARGET = at('target/interop')
const LIMIT_MS = 900_000

/** Builds the programs of tests/interop/rust, which takes two minutes the first time; returns whether they build. */
export async function buildRustPrograms() {
  const args = ['build', '--locked', '--manifest-path', MANIFEST, '--target-dir', TARGET]
  return (await runQuietly('cargo', args, { limit: LIMIT_MS })) === 0
}

/** Returns the path of a program of tests/interop/rust. */
export const rustProgram = (name) => join(TARGET, 'debug', `enrol-interop-${name}`)
