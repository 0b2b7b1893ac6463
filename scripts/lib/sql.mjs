/** A value as SQL has it. */
export const literal = (value) => (typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`)
