import { adminApi } from '../admin-api.mjs'
import { Problem } from '../say.mjs'
import { pages, versionCommands } from '../versions.mjs'

const KINDS = ['attestation', 'certificate', 'open', 'statement', 'token', 'user']

const { list, show, draft, step, pathOf } = versionCommands({
  path: '/policies',
  list: 'policies',
  noun: 'kind',
  check: (kind) => {
    if (!KINDS.includes(kind)) throw new Problem(`name the kind of registrant: ${KINDS.join(', ')}`)
  },
  example: 'KIND/NUMBER, such as open/3',
  none: 'there are no policies',
  next: (name) => `replay ${name} shows what it would change`,
})

export const commands = { list, show, draft, activate: step('activate'), shadow: step('shadow'), retire: step('retire'), replay }

async function replay(query, options, name, where = '--local', surroundings = {}) {
  const path = `${pathOf(name)}/replay`
  const ask = await adminApi(options, where, surroundings)
  const json = { compared: 0, refused: 0, differences: [] }
  for await (const page of pages(ask, path, { method: 'POST' })) {
    json.compared += page.compared
    json.refused += page.refused
    json.differences.push(...page.differences)
  }
  const changed = json.differences.length - json.refused
  const lines = json.differences.map(({ client_id, changed, error_description }) =>
    `  ${client_id}  ${error_description ?? `changes ${changed.join(', ')}`}`)
  return { json, text: [`${json.compared} clients compared, ${json.refused} would be refused, ${changed} changed`, ...lines].join('\n') }
}
