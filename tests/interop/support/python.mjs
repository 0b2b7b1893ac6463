import { at, temporaryFolder } from '../../../scripts/lib/project.mjs'
import { python } from '../../../scripts/lib/python.mjs'
import { ask, runProgram } from './program.mjs'

export const pythonFile = (name = '') => at('tests/interop/python', name)

/** Runs a program of the virtual environment, where it may leave what it likes, and ends it at the limit. */
export const runPython = (program, args, options) => runProgram(python(program), args, options)

/** Gives a script its input as JSON and reads the JSON it prints; what a library complains of fails the test. */
export async function runScript(script, input, environment) {
  // pyoidc leaves its keys where it stands.
  const { path: cwd, remove } = temporaryFolder()
  try {
    return await ask(python('python', environment), [pythonFile(script)], input, { cwd })
  } finally {
    remove()
  }
}
