import { python } from '../../../scripts/lib/python.mjs'
import { end, start } from '../../../scripts/lib/processes.mjs'
import { at } from '../../../scripts/lib/project.mjs'

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
