import { createHash } from 'node:crypto'

/** Chooses about `count` changes by a seed: every nth change, as cargo-mutants divides them. */
export function shardOf(total, count, seed) {
  const shards = Math.max(1, Math.round(total / count))
  const number = createHash('sha256').update(seed).digest().readUInt32BE() % shards
  return `${number}/${shards}`
}

/** Counts the changes that compile and were noticed, and lists those that were not. */
export function outcomeOf({ outcomes }) {
  const mutants = outcomes.filter(({ scenario }) => scenario.Mutant)
  const of = (summary) => mutants.filter((one) => one.summary === summary)
  const missed = of('MissedMutant').map(({ scenario }) => scenario.Mutant.name)
  // A test that does not end has noticed the change.
  const noticed = of('CaughtMutant').length + of('Timeout').length
  const tried = noticed + missed.length
  return { noticed, tried, share: tried > 0 ? (100 * noticed) / tried : undefined, missed }
}
