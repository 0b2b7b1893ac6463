/** A node:test reporter that leaves only the counts of the whole run, and the reasons for which tests were skipped. */
export default async function* countReporter(events) {
  const reasons = []
  for await (const { type, data } of events) {
    if (type === 'test:pass' && isExcused(data)) reasons.push(data.skip)
    // Every file has a summary of its own; the one without a file is that of the run.
    if (type === 'test:summary' && data.file === undefined) yield JSON.stringify({ ...data.counts, reasons })
  }
}

const isExcused = ({ skip, details }) => typeof skip === 'string' && skip !== '' && details.type !== 'suite'
