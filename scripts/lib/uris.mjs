const LOCAL = ['localhost', '127.0.0.1', '[::1]']

export const SERVED = 'an https URL, or an http URL of this machine'

/** Whether a text is such a URL, without user and fragment. */
export function isServed(text) {
  if (!/^https?:\/\/[\w.:[\]-]+([/?][!"$-[\]-~]*)?$/i.test(text) || !URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || LOCAL.includes(hostname)
}

export const isOverTls = (text) => isServed(text) && new URL(text).protocol === 'https:'
