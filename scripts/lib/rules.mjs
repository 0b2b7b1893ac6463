import { spawnSync } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { end, start } from './processes.mjs'
import { at } from './project.mjs'
import { Problem, progress } from './say.mjs'

// A native program, not a second Worker: a change compiles in 2 s instead of 20 s, and the program can never be deployed.
const BUILD = ['build', '--quiet', '--locked', '--package', 'enrol-check', '--message-format=json-render-diagnostics']
const PATIENCE_MS = 1500

let program

/** Builds the program that answers with the code of the server; shows progress on a stream, unless it is `null`. */
export function setUpRules(on = process.stderr) {
  program ??= build(on)
  return program
}

async function build(on) {
  const child = start('cargo', BUILD, { stdio: ['ignore', 'pipe', 'pipe'] })
  if (on) progress('building the check of settings and arguments, up to a minute the first time', child, on, PATIENCE_MS)
  const [messages, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), child.gone])
  await end(child)
  if (code !== 0) throw new Problem(`the check of settings and arguments does not build:\n${errors}`)
  const artifacts = messages.split('\n').filter(Boolean).map((line) => JSON.parse(line))
  return artifacts.find(({ executable }) => executable).executable
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

// The question is on standard input, because other users of this machine can see arguments.
function answerOf(path, kind, question) {
  const { status, stdout } = spawnSync(path, [kind], { cwd: at(), encoding: 'utf8', input: JSON.stringify(question), maxBuffer: Infinity })
  if (status !== 0) throw new Error(`enrol-check ${kind} failed`)
  return JSON.parse(stdout)
}
