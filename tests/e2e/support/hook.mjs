import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import example from '../../../examples/hooks/open-finance-brasil/src/index.ts'
import { at } from '../../../scripts/lib/project.mjs'
import { startElsewhere } from './elsewhere.mjs'

/** The configuration of the example. */
export const EXAMPLE = at('examples/hooks/open-finance-brasil/wrangler.toml')

/** Writes a Worker into a folder; returns its configuration. */
export function writeWorker(folder, source) {
  const configuration = join(folder, 'wrangler.toml')
  writeFileSync(join(folder, 'index.mjs'), source)
  writeFileSync(configuration, 'name = "hook"\nmain = "index.mjs"\ncompatibility_date = "2026-11-01"\n')
  return configuration
}

const JSON_TYPE = { 'content-type': 'application/json' }

const said = (answer, status = 200) => (response) => response.writeHead(status, JSON_TYPE).end(JSON.stringify(answer))

/** The ways of a hook to answer, by the `client_name` of the registration. */
const MANNERS = {
  allow: (response, { nonce }) => said({ nonce, decision: 'allow' })(response),
  amend: (response, { nonce }) => said({ nonce, decision: 'amend', members: { client_name: 'Amended' } })(response),
  refuse: (response, { nonce }) => said({ nonce, decision: 'refuse', error: 'not_here', error_description: 'no' })(response),
  'another nonce': said({ nonce: 'x', decision: 'allow' }),
  'a redirection': (response) => response.writeHead(307, { location: '/allow' }).end(),
  'a failure': said({}, 500),
  'too much': (response, { nonce }) =>
    response.writeHead(200, JSON_TYPE).end(JSON.stringify({ nonce, decision: 'allow' }).padEnd(16_385)),
  silence: () => {},
  'no end': (response) => response.writeHead(200, JSON_TYPE).write('{'),
}

/** Starts a server that answers in a manner of the table, and otherwise as the example does with these settings. */
export async function startHook(settings) {
  const server = await startElsewhere({ '/check': (response) => answer(response, server.asked.at(-1)) })
  const address = `${server.origin}/check`
  const answer = async (response, { text, headers, complete }) => {
    if (!complete) return setTimeout(() => answer(response, server.asked.at(-1)), 1)
    const question = JSON.parse(text)
    const manner = MANNERS[question.request.client_name]
    if (manner) return manner(response, question)
    const { authorization } = headers
    const asked = new Request(address, { method: 'POST', body: text, headers: { authorization } })
    const { status, body } = await example.fetch(asked, { SOFTWARE_MODE: 'Live', BLOCKED_ORGANISATIONS: '', HOOK_URL: address, ...settings() })
    response.writeHead(status, JSON_TYPE).end(body ? Buffer.from(await new Response(body).arrayBuffer()) : undefined)
  }
  return { ...server, address }
}
