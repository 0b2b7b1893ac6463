/** Prints a line about progress or a result. */
export const say = (line) => console.log(`> ${line}`)

/** Prints a note to standard error, because a program may read standard output. */
export const warn = (line) => console.error(`> ${line}`)

/** A problem that the user can solve; it is shown without a stack trace. */
export class Problem extends Error {}

/** Runs a program; a problem ends it with a message and the exit code 1. */
export function main(work) {
  work().catch((error) => {
    console.error(error instanceof Problem ? `! ${error.message}` : error)
    process.exit(1)
  })
}

/** Writes the time since a moment. */
export const seconds = (since, digits = 1) => `${((performance.now() - since) / 1000).toFixed(digits)} s`

/** Writes a time, given in seconds since the Unix epoch. */
export const date = (seconds) => new Date(seconds * 1000).toISOString()
