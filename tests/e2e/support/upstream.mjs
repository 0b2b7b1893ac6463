import { once } from 'node:events'
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

/** Starts a server for an OpenID Provider, which `be` makes. Its issuer is known before. */
export async function startUpstream() {
  let answer = (_, response) => response.writeHead(503).end()
  const server = createServer((request, response) => answer(request, response))
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const issuer = `http://localhost:${server.address().port}`
  /** Becomes a provider with these clients, whose users sign in with any password. */
  const be = (configuration) => {
    const provider = new Provider(issuer, {
      ...configuration,
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      findAccount: (_, sub) => ({
        accountId: sub,
        claims: () => ({ sub, name: `User ${sub}`, email: `${sub}@example.com`, email_verified: true }),
      }),
    })
    answer = provider.callback()
  }
  const stop = async () => {
    server.closeAllConnections()
    await once(server.close(), 'close')
  }
  return { issuer, be, stop }
}

/** A browser that keeps the cookies of each host and port. */
export class Browser {
  #cookies = new Map()

  /** Sends a request, and follows redirections until a page or an address elsewhere. Returns its address and its text. */
  async open(address, form) {
    let next = { address, form }
    for (let count = 0; count < 12; count++) {
      const { status, headers, text } = await this.#send(next)
      if (status < 300 || status > 399) return { address: next.address, status, text }
      next = { address: new URL(headers.get('location'), next.address).href }
      if (new URL(next.address).hostname !== 'localhost') return { address: next.address, status, text: '' }
    }
    throw new Error(`no end of redirections: ${next.address}`)
  }

  async #send({ address, form }) {
    const { origin } = new URL(address)
    const jar = this.#cookies.get(origin) ?? new Map()
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(address, {
      method: form ? 'POST' : 'GET',
      headers: { ...(cookie && { cookie }), ...(form && { origin }) },
      body: form && new URLSearchParams(form),
      redirect: 'manual',
    })
    for (const field of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(field)
      if (value) jar.set(name, value)
      else jar.delete(name)
    }
    this.#cookies.set(origin, jar)
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
}
