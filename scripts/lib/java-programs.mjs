import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { onPath, output, runQuietly } from './processes.mjs'
import { at, isMadeFrom, markAsMadeFrom } from './project.mjs'
import { Problem } from './say.mjs'

const SOURCE = at('tests/interop/java')
const TARGET = at('target/java')
const JARS = join(TARGET, 'jars')
const CLASSES = join(TARGET, 'classes')
const STAMP = join(TARGET, 'enrol-sources')
const LIMIT_MS = 300_000
const LEAST = 17

/** Builds the programs of tests/interop/java, unless they are up to date. Java is optional: see `lackOfJava`. */
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
    if ((await runQuietly(command, args, options)) !== 0) throw new Problem(`the Java programs do not build: ${command} failed`)
    if (command === 'mvn') checkJars(JARS, readFileSync(join(SOURCE, 'jars.sha256'), 'utf8'))
  }
  markAsMadeFrom(sources(), STAMP)
}

/** Returns the arguments of `java` for a program of tests/interop/java. */
export const javaProgram = (name) => ['-cp', [CLASSES, join(JARS, '*')].join(delimiter), name]

/** Returns why the Java programs cannot run here, for the `skip` of node:test; false if they can. */
export function lackOfJava() {
  if (isMadeFrom(sources(), STAMP)) return false
  if (!hasJava()) return `a JDK, ${LEAST} or newer, and mvn are not installed`
  return 'the Java programs are not built: npm run test:interop builds them'
}

/**
 * Refuses jars that differ from a list in the format of `sha256sum`.
 *
 * Maven has no lock file: it compares a jar only with the checksum that the repository sends along.
 */
export function checkJars(folder, wanted) {
  const hash = (name) => createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')
  const found = readdirSync(folder).sort().map((name) => `${hash(name)}  ${name}\n`)
  if (found.join('') !== wanted) throw new Problem(`the jars differ from jars.sha256:\n${found.join('')}`)
}

const sources = () => readdirSync(SOURCE).sort().map((name) => join(SOURCE, name))

function hasJava() {
  if (['java', 'javac', 'mvn'].some((name) => onPath(name) === undefined)) return false
  const [, version] = /^javac (\d+)/.exec(output('javac', ['-version'])) ?? []
  return Number(version) >= LEAST
}
