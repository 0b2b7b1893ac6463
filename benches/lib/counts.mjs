const VERDICTS = {
  fewer: 'fewer by more than a tenth',
  fine: '',
  gone: 'not counted any more',
  more: 'more by more than a tenth',
  unknown: 'not committed',
}

/** Reads the number of instructions from the output of callgrind; `undefined` if there is none. */
export function collected(text) {
  const found = /^==\d+== Collected : (\d+)$/m.exec(text)
  return Number(found?.[1]) || undefined
}

/** Compares every scenario that is counted now or is committed, and judges the difference. */
export function compare(committed, now) {
  const scenarios = new Set([...Object.keys(now), ...Object.keys(committed)])
  return [...scenarios].map((scenario) => {
    const [before, after] = [committed[scenario], now[scenario]]
    return { scenario, committed: before, now: after, verdict: verdict(before, after) }
  })
}

function verdict(committed, now) {
  if (now === undefined) return 'gone'
  if (committed === undefined) return 'unknown'
  const tenths = (10 * (now - committed)) / committed
  if (tenths > 1) return 'more'
  return tenths < -1 ? 'fewer' : 'fine'
}

/** Returns whether the check fails for a scenario. */
export const fails = ({ verdict }) => ['gone', 'more', 'unknown'].includes(verdict)

/** Writes the comparison as lines of text, in columns. */
export function table(rows) {
  const cells = [['scenario', 'committed', 'now', 'change', ''], ...rows.map(cellsOf)]
  const width = (column) => Math.max(...cells.map((row) => row[column].length))
  const widths = [0, 1, 2, 3].map(width)
  return cells.map(([scenario, ...rest]) => {
    const padded = rest.map((text, index) => text.padStart(widths[index + 1] ?? 0))
    return [scenario.padEnd(widths[0]), ...padded].join('  ').trimEnd()
  })
}

function cellsOf({ scenario, committed, now, verdict }) {
  const percent = (100 * (now - committed)) / committed
  const change = Number.isFinite(percent) ? `${percent < 0 ? '' : '+'}${percent.toFixed(1)} %` : ''
  return [scenario, String(committed ?? ''), String(now ?? ''), change, VERDICTS[verdict]]
}

/**
 * Lists the packages that a lock file has in another version than the lock file of the Worker. With such a package, the
 * counts would not be those of the deployed code.
 */
export function differing(own, ofWorker) {
  const kind = ({ name, version }) => `${name} ${/^(0\.)?\d+/.exec(version)[0]}`
  const wanted = new Map(packages(ofWorker).map((it) => [kind(it), it.version]))
  const others = packages(own).filter((it) => (wanted.get(kind(it)) ?? it.version) !== it.version)
  return others.map((it) => `${it.name} ${it.version}, not ${wanted.get(kind(it))}`)
}

function packages(lock) {
  const found = lock.matchAll(/^name = "(.+)"\nversion = "(.+)"$/gm)
  return [...found].map(([, name, version]) => ({ name, version }))
}
