import assert from 'node:assert/strict'
import { end, start } from '../../../scripts/lib/processes.mjs'

const LIMIT_MS = 60_000

/** Runs a program and ends it at the limit. Returns its exit code and what it wrote. */
export async function runProgram(command, args, { cwd, env, input = '', limit = LIMIT_MS } = {}) {
  const child = start(command, args, { cwd, env, stdio: 'pipe' })
  const timer = setTimeout(() => end(child), limit)
  const said = { stdout: '', stderr: '' }
  for (const name of Object.keys(said)) child[name].setEncoding('utf8').on('data', (chunk) => (said[name] += chunk))
  child.stdin.end(input)
  const [code] = await child.gone
  clearTimeout(timer)
  return { code, ...said }
}

/** Gives a program its task as JSON and reads the JSON it prints; a failure of the program fails the test. */
export async function ask(command, args, task, options = {}) {
  const { code, stdout, stderr } = await runProgram(command, args, { ...options, input: JSON.stringify(task) })
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout)
}
