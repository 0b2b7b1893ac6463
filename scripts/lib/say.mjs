/** Prints a line about progress or a result. */
export const say = (line) => console.log(`> ${line}`)

/** Prints a note to standard error, because a program may read standard output. */
export const warn = (line) => console.error(`> ${line}`)

/** A problem that the user can solve; it is shown without a stack trace. */
export class Problem extends Error {}

/** Runs a program; a problem ends it with a message and the exit code 1. */
export function main(work) {
  work().catch((error) => {
    console.error(error instanceof Problem ? `! ${printable(error.message)}` : error)
    process.exit(1)
  })
}

/**
 * Returns a text with escapes, as JSON has them, for characters that steer a terminal or turn the direction of words. Clients
 * and servers choose many texts that an operator reads. JSON stays the same JSON.
 */
export const printable = (text) =>
  text.replace(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, (letter) => `\\u${letter.charCodeAt().toString(16).padStart(4, '0')}`)

/** Writes the time since a moment. */
export const seconds = (since, digits = 1) => `${((performance.now() - since) / 1000).toFixed(digits)} s`

/** Writes a time, given in seconds since the Unix epoch. */
export const date = (seconds) => new Date(seconds * 1000).toISOString()

const TERMINAL_MS = 1000
const LOG_MS = 15_000

/** Shows a line about a program that runs for longer than `patience` milliseconds, and the time until it is gone. */
export function progress(line, child, stream = process.stdout, patience = 0) {
  const since = performance.now()
  const { isTTY } = stream
  const show = (text) => stream.write(isTTY ? `\r> ${text}\x1b[K` : `> ${text}\n`)
  let timer
  const begin = () => {
    show(line)
    timer = setInterval(() => show(`${line}: ${seconds(since, 0)} so far`), isTTY ? TERMINAL_MS : LOG_MS)
  }
  const first = patience > 0 ? setTimeout(begin, patience) : begin()
  child.once('close', () => {
    clearTimeout(first)
    clearInterval(timer)
    if (isTTY && timer) stream.write('\n')
  })
}
