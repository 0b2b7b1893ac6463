import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'

const LIMIT_MS = 10_000
const START_LIMIT_MS = 60_000

/** The log lines of the Worker, one JSON object each, among the lines of wrangler. */
export class LogLines {
  all = []
  text = ''
  #arrivals = new EventEmitter()

  constructor(...streams) {
    for (const stream of streams) createInterface({ input: stream }).on('line', (line) => this.#read(line))
  }

  /** Waits for words in the log; returns whether they come while the server starts. */
  async saying(words) {
    const signal = AbortSignal.timeout(START_LIMIT_MS)
    while (!this.text.includes(words)) {
      const more = await once(this.#arrivals, 'text', { signal }).catch(() => undefined)
      if (more === undefined) return false
    }
    return true
  }

  /** Waits for `count` matching lines and returns them. A log line comes after its answer. */
  async matching(count, wanted) {
    const signal = AbortSignal.timeout(LIMIT_MS)
    for (;;) {
      const found = this.all.filter(wanted)
      if (found.length >= count) return found
      await once(this.#arrivals, 'line', { signal })
    }
  }

  #read(line) {
    this.text += `${line}\n`
    this.#arrivals.emit('text')
    // With a second Worker beside, wrangler says which of them prints.
    const object = parsed(line.replace(/^\[enrol\] /, ''))
    if (object === undefined) return
    this.all.push(object)
    this.#arrivals.emit('line')
  }
}

function parsed(line) {
  try {
    return line.startsWith('{') ? JSON.parse(line) : undefined
  } catch {
    return undefined
  }
}
