import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import Provider from 'oidc-provider'
import { at } from '../../../scripts/lib/project.mjs'

const file = (name) => readFileSync(at('tests/e2e/support', name))

/** Starts an OpenID Provider of npm oidc-provider, at which everybody signs in under any name and clients register. */
export async function startUpstream() {
  const server = createServer({ key: file('localhost.key.pem'), cert: file('localhost.cert.pem') })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const origin = `https://localhost:${server.address().port}`
  const provider = new Provider(origin, {
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { registration: { enabled: true } },
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, email: addressOf(accountId), email_verified: true, name: `Dr. ${accountId}` }),
    }),
  })
  server.on('request', provider.callback())
  const stop = async () => {
    server.closeAllConnections()
    await once(server.close(), 'close')
  }
  return { origin, stop }
}

/** Returns the address of an account: of the company, unless the name of the account is an address itself. */
const addressOf = (account) => (account.includes('@') ? account : `${account}@example.com`)
