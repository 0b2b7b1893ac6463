import { adminApi, pagesOf } from '../admin-api.mjs'
import { date, Problem } from '../say.mjs'

export const commands = { list }

/** Lists counts at the admin API. */
async function list(query, { metric, by = 'hour', since, ...options }, name, where = '--local', surroundings = {}) {
  if (!['hour', 'day'].includes(by)) throw new Problem('--by must be hour or day')
  const begin = since === undefined ? undefined : secondsAt(since)
  const ask = await adminApi(options, where, surroundings)
  const json = await pagesOf(ask, '/metrics', 'counts', [['metric', metric], ['by', by], ['since', begin]])
  const line = ({ at, metric, key, count }) => [date(at), metric, key, count].join('  ')
  return { json, text: json.map(line).join('\n') || 'nothing was counted' }
}

/** Returns the seconds since the Unix epoch at a time in UTC. */
function secondsAt(text) {
  const seconds = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(text) ? Date.parse(text) / 1000 : NaN
  if (!(seconds >= 0)) throw new Problem('--since must be a date, such as 2027-01-31 or 2027-01-31T08:00Z')
  return seconds
}
