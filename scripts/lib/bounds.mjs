import { isIPv4, isIPv6 } from 'node:net'
import { isChosen } from './clients.mjs'
import { namesOf } from './openapi.mjs'
import { Problem } from './say.mjs'

/** What an option bounds, as src/policy/bounds.rs names it, and what its values must be. */
const LISTS = {
  grant: { list: 'grant_types', ...known('GrantType') },
  method: { list: 'token_endpoint_auth_method', ...known('TokenEndpointAuthMethod') },
  'redirect-host': {
    list: 'redirect_hosts',
    isGood: isHost,
    must: () => 'a host name in lower case or an IP address in its shortest form, without scheme, port, brackets and *',
  },
  scope: {
    list: 'scope',
    isGood: (value) => /^[!#-[\]-~]+$/.test(value),
    must: () => 'scope values: ASCII without quotation mark and backslash, separated by spaces',
  },
  'software-id': {
    list: 'software_id',
    isText: true,
    isGood: (text) => text !== '' && Buffer.byteLength(text) <= 2048 && !/\p{Cc}/u.test(text),
    must: () => 'a text of at most 2048 bytes, without control characters',
  },
  template: {
    list: 'templates',
    isGood: isChosen,
    must: () => 'the name of a template, as the setting TEMPLATES has it',
  },
}

/** The bounds of a token as they are stored; a value that no client can have is refused, for it would bound too much. */
export function boundsOf(wishes) {
  const given = Object.entries(LISTS).filter(([option]) => wishes[option] !== undefined)
  return Object.fromEntries(given.map(([option, { list, ...kind }]) => [list, valuesOf(option, kind, wishes[option])]))
}

function valuesOf(option, { isText, isGood, must }, given) {
  const values = isText ? given : given.flatMap((words) => words.trim().split(/\s+/))
  if (!values.every(isGood)) throw new Problem(`--${option} is ${must()}`)
  return [...new Set(values)]
}

/** One of the values that clients can have. */
function known(kind) {
  const names = () => namesOf(kind)
  return { isGood: (value) => names().includes(value), must: () => `one of ${names().join(', ')}` }
}

// As src/client_metadata/uri.rs reads and compares hosts.
function isHost(host) {
  const uri = `http://[${host}]`
  if (isIPv6(host)) return URL.canParse(uri) && new URL(uri).host === `[${host}]`
  return isIPv4(host) || isHostName(host)
}

function isHostName(name) {
  const labels = name.split('.')
  const isLabel = (label) => /^(?!-)[a-z\d_-]{1,63}$/.test(label) && !label.endsWith('-')
  return name.length <= 253 && labels.every(isLabel) && !/^(\d+|0x[\da-f]*)$/.test(labels.at(-1))
}
