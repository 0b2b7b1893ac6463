/** A file that a configuration holds. */
export class Embedded {
  constructor(file) {
    this.file = file
  }
}

/**
 * A value of a configuration as Cap'n Proto writes it: objects are structs, texts are quoted. Files are named as
 * `place` says, which puts them beside the configuration.
 */
export function write(value, place) {
  if (value instanceof Embedded) return `embed ${quote(place(value.file))}`
  if (Array.isArray(value)) return `[${value.map((it) => write(it, place)).join(', ')}]`
  if (typeof value === 'object') {
    const members = Object.entries(value).filter(([, it]) => it !== undefined)
    return `(${members.map(([name, it]) => `${name} = ${write(it, place)}`).join(', ')})`
  }
  return typeof value === 'string' ? quote(value) : String(value)
}

const quote = (text) => `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`
