import { seconds } from './say.mjs'

const TERMINAL_MS = 1000
const LOG_MS = 15_000

/** Says what a program is started for, and then how long it has been running until it is gone. */
export function progress(line, child, stream = process.stdout) {
  const since = performance.now()
  const { isTTY } = stream
  const show = (text) => stream.write(isTTY ? `\r> ${text}\x1b[K` : `> ${text}\n`)
  show(line)
  const timer = setInterval(() => show(`${line}: ${seconds(since, 0)} so far`), isTTY ? TERMINAL_MS : LOG_MS)
  child.once('close', () => {
    clearInterval(timer)
    if (isTTY) stream.write('\n')
  })
}
