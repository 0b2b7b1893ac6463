const REDIRECTIONS = [301, 302, 303, 307, 308]
const MOST_REDIRECTIONS = 10

/**
 * A browser without a screen: it keeps cookies, follows redirections and pages that lead on, and sends the forms of a page.
 *
 * It stays at the `origins`. A redirection to another place ends the way, as a client would see it.
 */
export class Browser {
  cookies = new Map()

  constructor(...origins) {
    this.origins = origins
  }

  /** Opens an address; returns the page, or only the `location` that the way leads to outside of the origins. */
  async open(address, { method = 'GET', body, headers = {} } = {}) {
    let request = { method, body, headers }
    for (let url = new URL(address), left = MOST_REDIRECTIONS; left > 0; left--) {
      const response = await fetch(url, {
        ...request,
        headers: { accept: 'text/html', ...this.#cookieHeader(), ...request.headers },
        redirect: 'manual',
      })
      this.#keep(response.headers.getSetCookie())
      const text = await response.text()
      const location = REDIRECTIONS.includes(response.status) ? response.headers.get('location') : leadOf(text)
      if (!location) return { status: response.status, url, headers: response.headers, text, forms: formsIn(text, url) }
      url = new URL(location, url)
      if (!this.origins.includes(url.origin)) return { location: url, status: response.status }
      // After 307 and 308 a browser would send the form again; the server must never answer so to a password.
      if (response.status > 303) throw new Error(`${response.status} would repeat the request at ${url}`)
      request = { method: 'GET', headers }
    }
    throw new Error(`${address} redirects too often`)
  }

  /** Sends a form of a page, with these values and those that the page has filled in. */
  send({ action, method, fields }, values = {}, headers = {}) {
    const body = new URLSearchParams({ ...fields, ...values })
    if (method === 'get') return this.open(`${action}?${body}`, { headers })
    return this.open(action, { method: 'POST', body, headers: { origin: action.origin, ...headers } })
  }

  #cookieHeader() {
    const all = [...this.cookies].map(([name, value]) => `${name}=${value}`)
    return all.length > 0 ? { cookie: all.join('; ') } : {}
  }

  #keep(lines) {
    for (const line of lines) {
      const [pair, ...attributes] = line.split(/; */)
      const [, name, value] = /^([^=]+)=(.*)$/.exec(pair)
      const isOver = attributes.some((it) => /^max-age=(0|-\d+)$/i.test(it))
      if (isOver) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }
}

/** Returns the address that a page leads to at once. */
export function leadOf(text) {
  const [, address] = /<meta http-equiv="refresh" content="0;url=([^"]*)">/.exec(text) ?? []
  return address && decoded(address)
}

/** Reads the forms of a page. The pages of the server have quotes around every attribute with a value. */
function formsIn(text, url) {
  return [...text.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, attributes, contents]) => ({
    action: new URL(attribute(attributes, 'action') ?? '', url),
    method: (attribute(attributes, 'method') ?? 'get').toLowerCase(),
    fields: Object.fromEntries(named(contents, 'input')),
    buttons: named(contents, 'button'),
  }))
}

const named = (contents, element) =>
  [...contents.matchAll(new RegExp(`<${element}([^>]*)>`, 'g'))]
    .map(([, attributes]) => [attribute(attributes, 'name'), attribute(attributes, 'value') ?? ''])
    .filter(([name]) => name !== undefined)

function attribute(attributes, name) {
  const [, value] = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes) ?? []
  return value === undefined ? undefined : decoded(value)
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"' }

const decoded = (text) => text.replace(/&(amp|lt|gt|quot);/g, (_, name) => ENTITIES[name])
