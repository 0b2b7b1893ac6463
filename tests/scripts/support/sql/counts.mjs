// Statements of the counters.

import { GONE } from './rows.mjs'

const HOUR = 3600
const row = (hour, metric, key, count) => ({ hour: hour * HOUR, metric, key, count })
const sent = (rows, keys = 2) => [JSON.stringify(rows.map(({ hour, metric, key, count }) => [hour, metric, key, count])), keys]

const stored = [
  row(22, 'software', 'a', 1),
  row(22, 'token', 'x issued', 5),
  row(23, 'software', 'a', 2),
  row(24, 'software', 'b', 4),
]
const list = ({ span = HOUR, since = 0, until = null, metric = null, after = [null, null, null], limit = 9 } = {}) => [
  span,
  since,
  until,
  metric,
  ...after,
  limit,
]
const shown = (hour, metric, key, count) => ({ at: hour * HOUR, metric, key, count })
const finds = (conditions, ...gives) => ({ given: { counts: stored }, run: list(conditions), gives })

export default {
  ADD_COUNTS: {
    'new keys get rows of their own': {
      run: sent([row(1, 'software', 'a', 2), row(1, 'token', 'x', 3), row(2, 'software', 'a', 4)]),
      changes: {
        counts: {
          '3600 software a': row(1, 'software', 'a', 2),
          '3600 token x': row(1, 'token', 'x', 3),
          '7200 software a': row(2, 'software', 'a', 4),
        },
      },
    },
    'a count is added to that of its key': {
      given: { counts: [row(1, 'software', 'a', 2), row(2, 'software', 'a', 2)] },
      run: sent([row(1, 'software', 'a', 3)]),
      changes: { counts: { '3600 software a': { count: 5 } } },
    },
    'beyond the limit the keys of the smallest counts go to one key': {
      run: sent([row(1, 'software', 'a', 1), row(1, 'software', 'b', 2), row(1, 'software', 'c', 1), row(1, 'software', 'd', 7)]),
      changes: {
        counts: {
          '3600 software b': row(1, 'software', 'b', 2),
          '3600 software d': row(1, 'software', 'd', 7),
          '3600 software other': row(1, 'software', 'other', 2),
        },
      },
    },
    'a full hour still counts its keys, and other hours and metrics have room': {
      given: { counts: [row(1, 'software', 'a', 1), row(1, 'software', 'b', 1), row(1, 'software', 'other', 1)] },
      run: sent([
        row(1, 'software', 'c', 9),
        row(1, 'software', 'a', 2),
        row(1, 'software', 'other', 5),
        row(1, 'token', 'c', 1),
        row(2, 'software', 'c', 1),
      ]),
      changes: {
        counts: {
          '3600 software a': { count: 3 },
          '3600 software other': { count: 15 },
          '3600 token c': row(1, 'token', 'c', 1),
          '7200 software c': row(2, 'software', 'c', 1),
        },
      },
    },
    'one key is left': {
      given: { counts: [row(1, 'software', 'a', 1)] },
      run: sent([row(1, 'software', 'c', 1), row(1, 'software', 'b', 1)]),
      changes: { counts: { '3600 software b': row(1, 'software', 'b', 1), '3600 software other': row(1, 'software', 'other', 1) } },
    },
  },
  LIST_COUNTS: {
    'all, by hour': finds(
      {},
      shown(22, 'software', 'a', 1),
      shown(22, 'token', 'x issued', 5),
      shown(23, 'software', 'a', 2),
      shown(24, 'software', 'b', 4),
    ),
    'all, by day': finds({ span: 24 * HOUR }, shown(0, 'software', 'a', 3), shown(0, 'token', 'x issued', 5), shown(24, 'software', 'b', 4)),
    'of a metric': finds({ metric: 'token' }, shown(22, 'token', 'x issued', 5)),
    'from a time and before another': finds({ since: 23 * HOUR, until: 24 * HOUR }, shown(23, 'software', 'a', 2)),
    'the next of a page': finds({ after: [22 * HOUR, 'software', 'a'], limit: 2 }, shown(22, 'token', 'x issued', 5), shown(23, 'software', 'a', 2)),
    'the next of a page of days': finds({ span: 24 * HOUR, after: [0, 'software', 'a'], limit: 1 }, shown(0, 'token', 'x issued', 5)),
  },
  TOP_COUNTS: {
    'the most frequent keys of each metric, since an hour': {
      given: {
        counts: [
          row(1, 'software', 'old', 9),
          row(2, 'software', 'a', 1),
          row(3, 'software', 'a', 3),
          row(2, 'software', 'b', 2),
          row(2, 'software', 'c', 4),
          row(2, 'refusal', 'r', 1),
          row(2, 'registration', 'registered', 9),
          row(2, 'token', 'x issued', 9),
        ],
      },
      run: [2 * HOUR, 2],
      gives: [shown(2, 'refusal', 'r', 1), shown(2, 'software', 'a', 4), shown(2, 'software', 'c', 4)],
    },
  },
  FORGET_COUNTS: {
    'hours before the time': {
      given: { counts: stored },
      run: [23 * HOUR],
      changes: { counts: { [`${22 * HOUR} software a`]: GONE, [`${22 * HOUR} token x issued`]: GONE } },
    },
    'none': { given: { counts: stored }, run: [22 * HOUR] },
  },
}
