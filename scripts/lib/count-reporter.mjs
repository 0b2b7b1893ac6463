/** A node:test reporter that writes the counts of the whole run, and the reasons of skipped tests. */
export default async function* countReporter(events) {
  const reasons = []
  for await (const { type, data } of events) {
    if (type === 'test:pass' && isExcused(data)) reasons.push(data.skip)
    // Every file has a summary; the summary of the run has no file.
    if (type === 'test:summary' && data.file === undefined) yield JSON.stringify({ ...data.counts, reasons })
  }
}

const isExcused = ({ skip, details }) => typeof skip === 'string' && skip !== '' && details.type !== 'suite'
