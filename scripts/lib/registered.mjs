import { spawnSync } from 'node:child_process'
import { join, relative } from 'node:path'
import { at } from './project.mjs'
import { Problem } from './say.mjs'
import { node } from './wrangler.mjs'

/** Lists the tests that each test program of a crate runs, by the root file of the program. */
export function rustTests(crate = at()) {
  const manifest = ['--manifest-path', join(crate, 'Cargo.toml')]
  const args = ['test', ...manifest, '--locked', '--no-run', '--message-format=json-render-diagnostics']
  const built = outputOf('cargo', args, 'the tests do not compile')
  const artifacts = built.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
  const programs = artifacts.filter(({ executable, profile }) => executable && profile?.test)
  return programs.map(({ executable, target }) => {
    const list = (...more) => namesIn(outputOf(executable, ['--list', ...more], 'the tests cannot be listed'))
    const ignored = list('--ignored')
    return { root: relative(crate, target.src_path), names: list().filter((name) => !ignored.includes(name)) }
  })
}

const namesIn = (list) => [...list.matchAll(/^(\S+): test$/gm)].map(([, name]) => name)

/** Lists the titles of the tests that each Node file registers, without those that are skipped for no reason. */
export function nodeTests(files) {
  const program = ['--disable-warning=ExperimentalWarning', at('scripts/lib/list-tests.mjs')]
  const args = [...program, ...files.map((file) => at(file))]
  const listed = JSON.parse(outputOf(node, args, 'the Node tests cannot be listed'))
  const titles = (tests) => tests.filter(({ isLeftOut }) => !isLeftOut).map(({ title }) => title)
  return Object.fromEntries(files.map((file) => [file, titles(listed[at(file)])]))
}

function outputOf(command, args, otherwise) {
  const stdio = ['ignore', 'pipe', 'inherit']
  const { status, stdout } = spawnSync(command, args, { cwd: at(), encoding: 'utf8', maxBuffer: 1 << 26, stdio })
  if (status !== 0) throw new Problem(otherwise)
  return stdout
}
