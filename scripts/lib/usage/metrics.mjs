// Usage texts of the commands `enrol metrics`.

import { adminOptions, adminSynopsis, value } from './options.mjs'

export const metrics = {
  title: 'Metrics',
  about: 'The server counts registrations, tokens and refusals by hour. The setting METRICS says how long the counts are kept.',
  commands: {
    list: {
      synopsis: `[--metric NAME] [--by hour|day] [--since DATE] ${adminSynopsis}`,
      about: 'Lists the counts at the admin API, the earliest first, at most 1,000: time, metric, key and count.',
      options: {
        metric: value('NAME', 'lists only one metric, such as registration, refusal or token'),
        by: value('UNIT', 'adds the counts of each hour, or of each day; default: hour'),
        since: value('DATE', 'begins the list at this time in UTC: 2027-01-31 or 2027-01-31T08:00Z'),
        ...adminOptions,
      },
    },
  },
}
