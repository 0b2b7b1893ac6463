import { adminApi } from '../admin-api.mjs'
import { Problem } from '../say.mjs'
import { answerTo, versionCommands } from '../versions.mjs'

const { list, show, draft, step, pathOf } = versionCommands({
  path: '/templates',
  list: 'templates',
  noun: 'template',
  check: (name = '') => {
    if (!/^[\w.~-]{1,64}$/.test(name)) throw new Problem('name the template: 1 to 64 letters, digits and -._~')
  },
  example: 'NAME/NUMBER, such as mobile/3',
  none: 'there are no templates',
  next: (name) => `preview ${name} shows what its clients would get`,
})

export const commands = { list, show, draft, preview, activate: step('activate'), retire: step('retire') }

async function preview(query, options, name, where = '--local', surroundings = {}) {
  const registrant = options.registrant === undefined ? '' : `?registrant=${encodeURIComponent(options.registrant)}`
  const path = `${pathOf(name)}/preview${registrant}`
  const ask = await adminApi(options, where, surroundings)
  const json = await answerTo(ask, path, { method: 'POST' })
  const refusals = json.refusals.map(({ error_description }) => `refused: ${error_description}`)
  return { json, text: [JSON.stringify(json.client_metadata, null, 2), ...refusals].join('\n'), isFailed: refusals.length > 0 }
}
