import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { writeDevVars } from '../../../scripts/lib/dev-vars.mjs'
import { freePort } from '../../../scripts/lib/ports.mjs'
import { end, onPath, start } from '../../../scripts/lib/processes.mjs'
import { at, temporaryFolder } from '../../../scripts/lib/project.mjs'
import { setUpRules } from '../../../scripts/lib/rules.mjs'
import { isBuilt } from '../../../scripts/lib/wasm.mjs'
import { LogLines } from '../../e2e/support/log-lines.mjs'

// Names with a dot are those of settings, secrets and states.
const LEFT_OUT = ['app.json', 'client.json', 'fuzz', 'machine.json', 'node_modules', 'target', 'tests', 'token.json']

/**
 * Copies the project into a folder of its own, where its commands find neither the settings nor the database of this one.
 *
 * The packages, the Worker and the check of settings are those of this project, so nothing is installed or built. The copy has
 * a `.dev.vars` as `npm start` writes it, and a folder of tools.
 */
export async function cloneProject() {
  if (!isBuilt()) throw new Error('build/ is not of this source: npm run build')
  await setUpRules()
  const { path, remove } = temporaryFolder()
  const isSource = (file) => !file.endsWith('/target')
  const names = readdirSync(at()).filter((name) => !name.startsWith('.') && !LEFT_OUT.includes(name))
  for (const name of names) cpSync(at(name), join(path, name), { recursive: true, filter: isSource })
  linkAll('node_modules', path, (name) => name !== '.bin')
  linkAll('node_modules/.bin', path, (name) => name !== 'enrol')
  // A link to the packages of this project would run its scripts here.
  symlinkSync('../../scripts/enrol.mjs', join(path, 'node_modules/.bin/enrol'))
  writeDevVars(join(path, '.dev.vars'))
  mkdirSync(toolsOf(path))
  // Another folder is another package, which cargo would compile again.
  const cargo = `#!/bin/sh\ncd '${at()}' && PATH='${process.env.PATH}' exec '${onPath('cargo')}' "$@"\n`
  writeFileSync(join(toolsOf(path), 'cargo'), cargo, { mode: 0o755 })
  return { path, remove }
}

/** The folder of programs that come before those of the system. */
export const toolsOf = (path) => join(path, 'tools')

function linkAll(folder, path, isLinked) {
  mkdirSync(join(path, folder))
  for (const name of readdirSync(at(folder)).filter(isLinked)) symlinkSync(at(folder, name), join(path, folder, name))
}

/** Adds what a page shows to the file that it names, over the settings of the same names that are there. */
export function addSettings(folder, { file, lines }) {
  const path = join(folder, file)
  const end = lines.findIndex((line) => line.startsWith('['))
  const [plain, tables] = end < 0 ? [lines, []] : [lines.slice(0, end), lines.slice(end)]
  const names = plain.map((line) => /^(\w+) *=/.exec(line)?.[1]).filter(Boolean)
  const isOther = (line) => !names.some((name) => new RegExp(`^${name} *=`).test(line))
  const kept = readFileSync(path, 'utf8').split('\n').filter(isOther)
  const under = file === 'wrangler.toml' ? kept.indexOf('[vars]') + 1 : kept.length
  writeFileSync(path, [...kept.slice(0, under), ...plain, ...kept.slice(under), ...tables, ''].join('\n'))
}

const STARTS = 3

/** Runs `npm start` in a copy of the project, at a free port unless one is given. */
export async function npmStart(folder, port) {
  for (let tries = STARTS; ; tries--) {
    const chosen = port ?? (await freePort())
    const server = start('npm', ['start'], {
      cwd: folder,
      env: { PORT: String(chosen), NO_COLOR: '1', PATH: [toolsOf(folder), process.env.PATH].join(delimiter) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const lines = new LogLines(server.stdout, server.stderr)
    const origin = `http://localhost:${chosen}`
    if (await Promise.race([lines.saying(`Enrol is ready at ${origin}`), server.gone.then(() => false)])) {
      return { origin, port: chosen, lines, stop: () => end(server) }
    }
    await end(server)
    if (tries === 1 || !/port \d+ is in use|Address already in use/.test(lines.text)) {
      throw new Error(`npm start failed:\n${lines.text}`)
    }
  }
}
