import { createHash } from 'node:crypto'

/** The part of all changes that a seed chooses, as cargo-mutants divides them: every nth, about `count` of them. */
export function shardOf(total, count, seed) {
  const shards = Math.max(1, Math.round(total / count))
  const number = createHash('sha256').update(seed).digest().readUInt32BE() % shards
  return `${number}/${shards}`
}

/** What came of a run: how many changes were noticed of those that compile, and which were not. */
export function outcomeOf({ outcomes }) {
  const mutants = outcomes.filter(({ scenario }) => scenario.Mutant)
  const of = (summary) => mutants.filter((one) => one.summary === summary)
  const missed = of('MissedMutant').map(({ scenario }) => scenario.Mutant.name)
  // What runs until it is stopped is noticed too.
  const noticed = of('CaughtMutant').length + of('Timeout').length
  const tried = noticed + missed.length
  return { noticed, tried, share: tried > 0 ? (100 * noticed) / tried : undefined, missed }
}
