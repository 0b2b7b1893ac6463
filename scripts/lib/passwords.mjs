import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { Problem } from './say.mjs'

/**
 * Asks for a new password twice on the terminal, which does not show it. From a file or a pipe it is the first line.
 * A password is never an argument: other users of the machine can see those.
 */
export async function askTwice({ input = process.stdin, output = process.stderr } = {}) {
  if (!input.isTTY) return composed(await firstLineOf(input))
  const password = composed(await askHidden('new password: ', input, output))
  if (composed(await askHidden('the same again: ', input, output)) !== password) throw new Problem('the two passwords differ')
  return password
}

/** Returns the form that the check of passwords takes: the same for all keyboards. RFC 8265 section 4.2.2. */
const composed = (typed) => typed.normalize('NFC')

async function firstLineOf(input) {
  for await (const line of createInterface({ input })) return line
  throw new Problem('there is no password on standard input')
}

function askHidden(prompt, input, output) {
  const nowhere = new Writable({ write: (chunk, encoding, done) => done() })
  const lines = createInterface({ input, output: nowhere, terminal: true })
  output.write(prompt)
  return new Promise((resolve, reject) => {
    lines.on('SIGINT', () => lines.close())
    lines.once('close', () => reject(new Problem('no password was given')))
    lines.question('', (password) => {
      resolve(password)
      lines.close()
      output.write('\n')
    })
  })
}
