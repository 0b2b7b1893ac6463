/** The rows of a Markdown table for one scenario. */
export const rows = (scenario, measured) => measured.map((row, index) => line(cells(index ? '' : scenario, row)))

export const head = () => {
  const measures = ['requests/s', 'p50 ms', 'p99 ms', 'CPU µs', 'Enrol, requests/s', 'Enrol, CPU', 'target']
  const titles = ['scenario', 'server', ...measures]
  return [line(titles), line(titles.map((_, index) => (index < 2 ? '---' : '--:')))]
}

function cells(scenario, { name, refused, rate, p50, p99, cpu, ratios, targets }) {
  if (refused) return [scenario, name, `invalid: ${JSON.stringify(refused)}`, '', '', '', '', '', '']
  const times = (value) => (Number.isFinite(value) ? `${value.toFixed(2)} ×` : '')
  const measured = [rate.toFixed(0), p50.toFixed(2), p99.toFixed(2), Number.isFinite(cpu) ? cpu.toFixed(0) : '']
  return [scenario, name, ...measured, times(ratios?.rate), times(ratios?.cpu), verdict(ratios, targets)]
}

/** What Enrol's part is to be, and whether it is. */
function verdict(ratios, targets = {}) {
  const says = Object.entries(targets).map(([measure, wanted]) => {
    const isMet = measure === 'rate' ? ratios.rate >= wanted : ratios.cpu <= wanted
    return `${measure === 'rate' ? '≥' : 'CPU ≤'} ${wanted} ×: ${isMet ? 'met' : 'missed'}`
  })
  return says.join(', ')
}

const line = (texts) => `| ${texts.join(' | ')} |`
