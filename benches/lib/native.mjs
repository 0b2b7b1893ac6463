import { join } from 'node:path'
import { run, runQuietly } from '../../scripts/lib/processes.mjs'
import { at } from '../../scripts/lib/project.mjs'
import { Problem } from '../../scripts/lib/say.mjs'

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
