// How the tables of docs/scale.md look, and the words for numbers in them.

export const MILLION = 1e6

const GIGABYTE = 1e9

/** So many things of so many bytes, in GB. */
export const gigabytes = (bytes, count) => (bytes * count) / GIGABYTE

/** The lines of a table. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)]
}

export const time = (days) => (days < 2 ? `${Math.floor(days * 24)} hours` : `${Math.floor(days)} days`)

export const count = (number) => Math.round(number).toLocaleString('en-US')

export const round = (number) => Number(number.toPrecision(2))

export const price = (amount) => (amount > 0 && amount < 0.005 ? '< 0.01' : amount.toFixed(2))
