export const say = (line) => console.log(`> ${line}`)

/** What a person should know beside what was asked for, apart from that, for it is often read by a program. */
export const warn = (line) => console.error(`> ${line}`)

/** Something a person has to put right: shown as one line, without a stack. */
export class Problem extends Error {}

export function main(work) {
  work().catch((error) => {
    console.error(error instanceof Problem ? `! ${error.message}` : error)
    process.exit(1)
  })
}

export const seconds = (since, digits = 1) => `${((performance.now() - since) / 1000).toFixed(digits)} s`

/** A time as people and programs read it, from seconds since the Unix epoch. */
export const date = (seconds) => new Date(seconds * 1000).toISOString()
