import { join } from 'node:path'
import { run } from './processes.mjs'
import { at } from './project.mjs'

const MANIFEST = at('tests/interop/rust/Cargo.toml')
const TARGET = at('target/interop')
const LIMIT_MS = 900_000

/** Builds the programs in tests/interop/rust, two minutes the first time; returns whether they build. */
export async function buildRustPrograms() {
  const args = ['build', '--locked', '--manifest-path', MANIFEST, '--target-dir', TARGET]
  return (await run('cargo', args, { limit: LIMIT_MS })) === 0
}

/** A program of tests/interop/rust. */
export const rustProgram = (name) => join(TARGET, 'debug', `enrol-interop-${name}`)
