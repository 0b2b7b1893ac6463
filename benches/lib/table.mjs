/** Writes the rows of a Markdown table for one scenario. */
export const rows = (scenario, measured) => measured.map((row, index) => line(cells(index ? '' : scenario, row)))

export const head = () => {
  const measures = ['requests/s', 'p50 ms', 'p99 ms', 'CPU µs', 'D1', 'Enrol, requests/s', 'Enrol, CPU', 'target']
  const titles = ['scenario', 'server', ...measures]
  return [line(titles), line(titles.map((_, index) => (index < 2 ? '---' : '--:')))]
}

function cells(scenario, { name, refused, rate, p50, p99, cpu, statements, ratios, targets }) {
  if (refused) return [scenario, name, `invalid: ${JSON.stringify(refused)}`, '', '', '', '', '', '', '']
  const times = (value) => (Number.isFinite(value) ? `${value.toFixed(2)} ×` : '')
  const measured = [rate.toFixed(0), p50.toFixed(2), p99.toFixed(2), Number.isFinite(cpu) ? cpu.toFixed(0) : '']
  measured.push(statements === undefined ? '' : String(statements))
  return [scenario, name, ...measured, times(ratios?.rate), times(ratios?.cpu), verdict(ratios, targets)]
}

/** Returns why these figures cannot be published as results; `undefined` if they can. */
export function whatLacks(measured) {
  if (measured.some(({ refused }) => refused)) return 'a row is invalid'
  if (!measured.every(({ cpu }) => Number.isFinite(cpu))) return 'CPU time cannot be measured here, only on Linux'
  return undefined
}

const TARGETS = {
  rate: ({ rate }, wanted) => ['≥', rate >= wanted],
  cpu: ({ cpu }, wanted) => ['CPU ≤', cpu <= wanted],
  // The other is the first one grown.
  grown: ({ cpu }, wanted) => ['grown ≤', 1 / cpu <= wanted],
}

/** Writes the target of Enrol, and whether it is met. */
function verdict(ratios, targets = {}) {
  const says = Object.entries(targets).map(([measure, wanted]) => {
    const [words, isMet] = TARGETS[measure](ratios, wanted)
    return `${words} ${wanted} ×: ${isMet ? 'met' : 'missed'}`
  })
  return says.join(', ')
}

const line = (texts) => `| ${texts.join(' | ')} |`
