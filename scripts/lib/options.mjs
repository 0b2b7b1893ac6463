/** An option with a value: what the help calls the value, and what it says of the option. */
export const one = (value, about) => ({ type: 'string', value, about })

/** The same, where it may come more than once. */
export const several = (value, about) => ({ ...one(value, `${about}; may come more than once`), multiple: true })

/** An option without a value. */
export const flag = (about) => ({ type: 'boolean', about })

/** An option that several commands share: here it comes once, there it may come more than once. */
export const shared = (value, about) => ({ ...one(value, about), multiple: true })
