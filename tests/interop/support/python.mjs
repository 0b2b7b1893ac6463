import assert from 'node:assert/strict'
import { python } from '../../../scripts/lib/python.mjs'
import { end, start } from '../../../scripts/lib/processes.mjs'
import { at } from '../../../scripts/lib/project.mjs'
import { temporaryFolder } from '../../../scripts/lib/temporary.mjs'

const LIMIT_MS = 60_000

export const pythonFile = (name = '') => at('tests/interop/python', name)

/** Runs a program of the virtual environment, where it may leave what it likes, and ends it at the limit. */
export async function runPython(program, args, { cwd, env, input = '', limit }) {
  const child = start(python(program), args, { cwd, env, stdio: 'pipe' })
  const timer = setTimeout(() => end(child), limit)
  const said = { stdout: '', stderr: '' }
  for (const name of Object.keys(said)) child[name].setEncoding('utf8').on('data', (chunk) => (said[name] += chunk))
  child.stdin.end(input)
  const [code] = await child.gone
  clearTimeout(timer)
  return { code, ...said }
}

/** Gives a script its input as JSON and reads the JSON it prints; what a library complains of fails the test. */
export async function runScript(script, input) {
  // pyoidc leaves its keys where it stands.
  const { path: cwd, remove } = temporaryFolder()
  const options = { cwd, input: JSON.stringify(input), limit: LIMIT_MS }
  const { code, stdout, stderr } = await runPython('python', [pythonFile(script)], options)
  remove()
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout)
}
