// How many bytes of a database a row takes. https://www.sqlite.org/fileformat2.html, sections 1.6 and 2.1

const PAGE = 4096
// How full pages are that rows have come to in no order.
const FILL = 0.85
const POINTER = 2
const OVERFLOW_POINTER = 4

/** A number of seconds since 1970, as a column holds it. */
export const TIME = 1_800_000_000

/** What a row of a table WITHOUT ROWID takes, or an entry of an index, by its values: texts, numbers and nulls. */
export function bytesOf(values) {
  const payload = payloadOf(values)
  // An entry has no more than this in its page; the rest is in pages of its own, which it shares with nobody.
  const most = Math.floor(((PAGE - 12) * 64) / 255) - 23
  if (payload <= most) return (varint(payload) + payload + POINTER) / FILL
  const least = Math.floor(((PAGE - 12) * 32) / 255) - 23
  const usable = PAGE - OVERFLOW_POINTER
  const fitting = least + ((payload - least) % usable)
  const local = fitting <= most ? fitting : least
  const pages = Math.ceil((payload - local) / usable)
  return (varint(payload) + local + OVERFLOW_POINTER + POINTER) / FILL + pages * PAGE
}

/** The bytes of a record: a header with the type of each value, then the values. */
export function payloadOf(values) {
  const header = values.reduce((sum, value) => sum + varint(typeOf(value)), 0)
  return varint(header + 1) + header + values.reduce((sum, value) => sum + contentOf(value), 0)
}

/** How many pages lie on the way to a row among so many of this size. */
export const depthOf = (rows, bytes) => Math.ceil(Math.log(rows) / Math.log(PAGE / bytes))

const length = (text) => Buffer.byteLength(text)

const typeOf = (value) => (typeof value === 'string' ? 2 * length(value) + 13 : 9)

function contentOf(value) {
  if (value === null || value === 0 || value === 1) return 0
  if (typeof value === 'string') return length(value)
  return [1, 2, 3, 4, 6].find((bytes) => value < 2 ** (8 * bytes - 1)) ?? 8
}

const varint = (value) => (value < 128 ? 1 : value < 16_384 ? 2 : 3)
