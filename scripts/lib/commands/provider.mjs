import { adminApi, answerOf } from '../admin-api.mjs'

export const commands = { list }

/** Lists the identity providers at the admin API: the settings have them, and the database does not. */
async function list(query, options, name, where = '--local', surroundings = {}) {
  const ask = await adminApi(options, where, surroundings)
  const { identity_providers: json } = await answerOf(ask, '/identity-providers')
  return { json, text: json.map(lineOf).join('\n') || 'there are no identity providers: the setting IDENTITY_PROVIDERS has them' }
}

function lineOf({ name, label, issuer, client_id, scope, token_endpoint_auth_method: method }) {
  const client = client_id === undefined ? 'registers itself' : `client ${client_id}`
  return [name, JSON.stringify(label), issuer, client, ...(method ? [method] : []), ...(scope ? [`scope ${scope}`] : [])].join('  ')
}
