/** Returns how much of a long test runs: all of it in `npm run soak`, a small part of it in `npm test`. */
export const share = (whole, parts = 10) => (process.env.ENROL_SOAK === 'whole' ? whole : Math.ceil(whole / parts))
