/** Returns the members that have a value. */
export const defined = (members) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
