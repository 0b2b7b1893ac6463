import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { onPath, output, runQuietly } from './processes.mjs'
import { at } from './project.mjs'
import { Problem } from './say.mjs'
import { isMadeFrom, markAsMadeFrom } from './stamp.mjs'

const SOURCE = at('tests/interop/java')
const TARGET = at('target/java')
const JARS = join(TARGET, 'jars')
const CLASSES = join(TARGET, 'classes')
const STAMP = join(TARGET, 'enrol-sources')
const LIMIT_MS = 300_000
const LEAST = 17

/** Builds the programs in tests/interop/java, unless they are built. Java is optional: `lackOfJava` says if it is missing. */
export async function setUpJava() {
  if (isMadeFrom(sources(), STAMP) || !hasJava()) return
  rmSync(TARGET, { recursive: true, force: true })
  mkdirSync(CLASSES, { recursive: true })
  const saying = 'building the Java programs, about 20 seconds'
  const fetch = ['--batch-mode', '--quiet', '--strict-checksums', '--file', join(SOURCE, 'pom.xml')]
  const java = sources().filter((name) => name.endsWith('.java'))
  const steps = [
    ['mvn', [...fetch, `-Djars=${JARS}`, 'process-resources'], { saying, limit: LIMIT_MS }],
    ['javac', ['--release', String(LEAST), '-d', CLASSES, '-cp', join(JARS, '*'), ...java], { limit: LIMIT_MS }],
  ]
  for (const [command, args, options] of steps) {
    if ((await runQuietly(command, args, options)) !== 0) throw new Problem(`the Java programs could not be built: ${command}`)
    if (command === 'mvn') checkJars(JARS, readFileSync(join(SOURCE, 'jars.sha256'), 'utf8'))
  }
  markAsMadeFrom(sources(), STAMP)
}

/** What `java` is given to run a program of tests/interop/java. */
export const javaProgram = (name) => ['-cp', [CLASSES, join(JARS, '*')].join(delimiter), name]

/** Why the Java programs cannot run here, for the `skip` of node:test; false when they can. */
export function lackOfJava() {
  if (isMadeFrom(sources(), STAMP)) return false
  if (!hasJava()) return `a JDK, ${LEAST} or newer, and mvn are not installed`
  return 'the Java programs are not built: npm run test:interop does it'
}

/**
 * Refuses a folder of jars that are not exactly those of the list, which has the format of `sha256sum`.
 *
 * Maven has no lock file: it compares a jar only with the checksum that comes with it.
 */
export function checkJars(folder, wanted) {
  const hash = (name) => createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')
  const found = readdirSync(folder).sort().map((name) => `${hash(name)}  ${name}\n`)
  if (found.join('') !== wanted) throw new Problem(`the jars are not those of jars.sha256:\n${found.join('')}`)
}

const sources = () => readdirSync(SOURCE).sort().map((name) => join(SOURCE, name))

function hasJava() {
  if (['java', 'javac', 'mvn'].some((name) => onPath(name) === undefined)) return false
  const [, version] = /^javac (\d+)/.exec(output('javac', ['-version'])) ?? []
  return Number(version) >= LEAST
}
