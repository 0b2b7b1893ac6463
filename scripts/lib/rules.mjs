import { spawnSync } from 'node:child_process'
import { output, runQuietly } from './processes.mjs'
import { at } from './project.mjs'
import { Problem } from './say.mjs'

// A native build, not a second Worker: two seconds after a change instead of twenty, and nothing of it can be deployed.
const BUILD = ['build', '--quiet', '--locked', '--package', 'enrol-check']

let program

/** Builds the program that answers with the code of the server; shows progress on `on` when it takes a while. */
export function setUpRules(on = process.stderr) {
  program ??= build(on)
  return program
}

async function build(on) {
  const saying = 'building the check of settings and arguments, up to a minute the first time'
  if ((await runQuietly('cargo', BUILD, { saying, on, patience: 1500 })) !== 0) {
    throw new Problem('the check of settings and arguments does not build')
  }
  const artifacts = output('cargo', [...BUILD, '--message-format=json'], { stdio: ['ignore', 'pipe', 'ignore'] })
  return artifacts.split('\n').filter(Boolean).map((line) => JSON.parse(line)).find(({ executable }) => executable).executable
}

/**
 * Asks the code of the server about a value: check/src/main.rs lists the kinds of questions.
 *
 * Returns the value as the server reads it. A value that the server refuses is a problem of `subject`.
 */
export async function ask(kind, question, subject) {
  const { value, refusal } = await answer(kind, question)
  if (refusal !== undefined) throw new Problem(`${subject} ${refusal}`)
  return value
}

/** Asks the same and returns the answer, which has a `value` or a `refusal`. */
export async function answer(kind, question = null) {
  return answerOf(await setUpRules(), kind, question)
}

/** Returns the names of the settings, the names of the secrets, and a function that finds the first fault of settings. */
export async function rulesOfSettings() {
  const path = await setUpRules()
  const { settings: names, secrets } = answerOf(path, 'constants', null).value
  return { names, secrets, fault: (settings) => answerOf(path, 'settings', settings).value ?? undefined }
}

// Standard input, because other users of this machine can see arguments.
function answerOf(path, kind, question) {
  const { status, stdout } = spawnSync(path, [kind], { cwd: at(), encoding: 'utf8', input: JSON.stringify(question) })
  if (status !== 0) throw new Error(`enrol-check ${kind} failed`)
  return JSON.parse(stdout)
}
