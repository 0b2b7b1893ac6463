/** A file that is embedded in a configuration. */
export class Embedded {
  constructor(file) {
    this.file = file
  }
}

/**
 * Writes a value of a configuration in Cap'n Proto: objects as structs, texts in quotes. `place` copies an embedded file
 * beside the configuration and returns its name.
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
