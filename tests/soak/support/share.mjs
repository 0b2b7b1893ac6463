/** Returns how much of a long test runs: all of it in `npm run soak`, a tenth of it in `npm test`. */
export const share = (whole) => (process.env.ENROL_SOAK === 'whole' ? whole : Math.ceil(whole / 10))
