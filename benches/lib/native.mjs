import { join } from 'node:path'
import { run, runQuietly } from '../../scripts/lib/processes.mjs'
import { at } from '../../scripts/lib/project.mjs'
import { Problem } from '../../scripts/lib/say.mjs'

const TARGET = at('target/bench')
const CRATE = ['--locked', '--manifest-path', at('benches/native/Cargo.toml'), '--target-dir', TARGET]

// Digests and seals as in the Worker, which has no instructions of a processor for them; nor do all machines have the
// same ones. Flags of the caller's own are left out.
const FLAGS = '--cfg sha2_backend="soft" --cfg sha2_backend_soft="compact" --cfg aes_backend="soft"'
const env = { RUSTFLAGS: FLAGS, CARGO_ENCODED_RUSTFLAGS: undefined }

/** Times the core; what is said after the command is for divan. Whether it went well. */
export const time = async (words) => (await run('cargo', ['bench', ...CRATE, '--', ...words], { env })) === 0

/** Builds the program that does one scenario so many times; gives its path. */
export async function buildCounted() {
  const saying = 'building what is counted, about a minute the first time'
  const code = await runQuietly('cargo', ['build', '--release', '--bin', 'count', ...CRATE], { env, saying })
  if (code !== 0) throw new Problem('benches/native does not build')
  return join(TARGET, 'release/count')
}
