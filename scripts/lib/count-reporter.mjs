/** A node:test reporter that leaves only the counts of the whole run, as JSON. */
export default async function* countReporter(events) {
  for await (const { type, data } of events) {
    // Every file has a summary of its own; the one without a file is that of the run.
    if (type === 'test:summary' && data.file === undefined) yield JSON.stringify(data.counts)
  }
}
