// The bytes of a row in a database. https://www.sqlite.org/fileformat2.html, sections 1.6 and 2.1

const PAGE = 4096
// The fill of pages after insertions in random order.
const FILL = 0.85
const POINTER = 2
const OVERFLOW_POINTER = 4

/** A time in seconds since 1970, as a value of a column. */
export const TIME = 1_800_000_000

/** Returns the bytes of a row of a table WITHOUT ROWID, or of an index entry, from its values: texts, numbers and nulls. */
export function bytesOf(values) {
  const payload = payloadOf(values)
  // The rest of a longer entry is in overflow pages, which it does not share.
  const most = Math.floor(((PAGE - 12) * 64) / 255) - 23
  if (payload <= most) return (varint(payload) + payload + POINTER) / FILL
  const least = Math.floor(((PAGE - 12) * 32) / 255) - 23
  const usable = PAGE - OVERFLOW_POINTER
  const fitting = least + ((payload - least) % usable)
  const local = fitting <= most ? fitting : least
  const pages = Math.ceil((payload - local) / usable)
  return (varint(payload) + local + OVERFLOW_POINTER + POINTER) / FILL + pages * PAGE
}

/** Returns the bytes of a record: a header with the type of each value, then the values. */
export function payloadOf(values) {
  const header = values.reduce((sum, value) => sum + varint(typeOf(value)), 0)
  return varint(header + 1) + header + values.reduce((sum, value) => sum + contentOf(value), 0)
}

/** Returns the number of pages on the path to a row, from the number and the size of the rows. */
export const depthOf = (rows, bytes) => Math.ceil(Math.log(rows) / Math.log(PAGE / bytes))

const length = (text) => Buffer.byteLength(text)

const typeOf = (value) => (typeof value === 'string' ? 2 * length(value) + 13 : 9)

function contentOf(value) {
  if (value === null || value === 0 || value === 1) return 0
  if (typeof value === 'string') return length(value)
  return [1, 2, 3, 4, 6].find((bytes) => value < 2 ** (8 * bytes - 1)) ?? 8
}

const varint = (value) => (value < 128 ? 1 : value < 16_384 ? 2 : 3)
