/** The time of the database in seconds, as SQL: the clock of an operator may be wrong. */
export const NOW = 'unixepoch()'

/** A value as SQL has it. */
export const literal = (value) => (typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`)
