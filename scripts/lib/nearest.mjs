/** Returns the known name that is most similar to a misspelt name; `undefined` if none is similar. */
export function nearest(word, names) {
  const limit = Math.max(1, Math.floor(word.length / 3))
  const [closest] = names
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  return closest && closest.distance <= limit ? closest.name : undefined
}

/** Returns a question for the end of a message about a misspelt name; empty if no name is similar. */
export function suggestion(word, names, prefix = '') {
  const name = nearest(word, names)
  return name === undefined ? '' : `; did you mean ${prefix}${name}?`
}

/** Counts the letters to add, remove, replace or swap with their neighbour. */
function distance(one, other) {
  let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)]
  for (let row = 1; row <= one.length; row++) {
    const next = [row]
    for (let at = 1; at <= other.length; at++) {
      const same = one[row - 1] === other[at - 1] ? 0 : 1
      const swapped = row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]
      const choices = [last[at] + 1, next[at - 1] + 1, last[at - 1] + same]
      next.push(Math.min(...choices, ...(swapped ? [before[at - 2] + 1] : [])))
    }
    ;[before, last] = [last, next]
  }
  return last.at(-1)
}
