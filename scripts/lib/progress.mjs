import { seconds } from './say.mjs'

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
