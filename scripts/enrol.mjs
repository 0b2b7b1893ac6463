import { parseArgs } from 'node:util'
import { LIST, mintToken, revocationOf } from './lib/initial-access-tokens.mjs'
import { main, Problem } from './lib/say.mjs'
import { setUpNode } from './lib/set-up.mjs'
import { queryDatabase } from './lib/wrangler.mjs'

const HELP = `npm run --silent enrol -- token create [--uses 1] [--expires 7d] [--label TEXT] [bounds]
npm run --silent enrol -- token list
npm run --silent enrol -- token revoke TOKEN|DIGEST

Bounds hold for whatever is registered with the token, as long as it lives; each may come more than once:
  --grant GRANT_TYPE  --scope "VALUES"  --redirect-host HOST  --method TOKEN_ENDPOINT_AUTH_METHOD
Everywhere: --remote for the deployed database instead of the local one, --json for programs.`

const list = { type: 'string', multiple: true }
const options = {
  expires: { type: 'string' },
  grant: list,
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  label: { type: 'string' },
  method: list,
  'redirect-host': list,
  remote: { type: 'boolean' },
  scope: list,
  uses: { type: 'string' },
}

main(async () => {
  const { values, positionals } = read()
  const { help, json, remote, ...wishes } = values
  const [noun, verb, name] = positionals
  if (help) return console.log(HELP)
  const work = noun === 'token' && { create, list: listTokens, revoke }[verb]
  if (!work) throw new Problem(HELP)
  await setUpNode()
  const said = await work((sql) => queryDatabase(sql, remote ? '--remote' : '--local'), wishes, name)
  console.log(json ? JSON.stringify(said.json) : said.text)
})

function read() {
  try {
    return parseArgs({ options, allowPositionals: true })
  } catch (error) {
    throw new Problem(`${error.message}\n${HELP}`)
  }
}

async function create(query, wishes) {
  const { sql, ...made } = mintToken(wishes)
  await query(sql)
  const text = `${made.token}\nIt is shown this once. Uses: ${made.uses_left}; until ${date(made.expires_at)}; digest ${made.digest}`
  return { json: made, text }
}

async function listTokens(query) {
  const json = (await query(LIST)).map(({ bounds, ...token }) => ({ ...token, bounds: JSON.parse(bounds) }))
  const line = ({ digest, label, uses_left, expires_at, bounds }) =>
    [digest, label || '-', `uses ${uses_left}`, `until ${date(expires_at)}`, JSON.stringify(bounds)].join('  ')
  return { json, text: json.map(line).join('\n') || 'there are none' }
}

async function revoke(query, wishes, name = '') {
  const json = await query(revocationOf(name))
  if (json.length === 0) throw new Problem('there is no such token')
  return { json, text: json.map(({ digest }) => `revoked ${digest}`).join('\n') }
}

const date = (seconds) => new Date(seconds * 1000).toISOString()
