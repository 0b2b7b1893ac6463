import { readFileSync } from 'node:fs'
import { isChosen } from './clients.mjs'
import { isObject, readJson } from './json.mjs'
import { verificationKeys } from './jwk.mjs'
import { members, namesOf } from './openapi.mjs'
import { fromHere } from './project.mjs'
import { Problem } from './say.mjs'
import { isOverTls, isServed, SERVED } from './uris.mjs'

const isText = (value) => typeof value === 'string' && value !== ''
const isAlgorithm = (value) => namesOf('SigningAlgorithm').includes(value) && !value.startsWith('HS')
const isName = (value) => isText(value) && isChosen(value)
const isMember = (value) => members().includes(value)

const isList = (value, isGood) => Array.isArray(value) && value.every(isGood) && new Set(value).size === value.length
const isFullList = (value, isGood) => isList(value, isGood) && value.length > 0
const isTable = (value, isGood) => isObject(value) && !Object.hasOwn(value, '') && Object.values(value).every(isGood)

const TEXTS = { isGood: (value) => isFullList(value, isText), must: 'a list of texts, one or more' }
const CLAIMS = { isGood: (value) => isList(value, isText), must: 'a list of names of claims' }
const MEMBERS = { isGood: (value) => isList(value, isMember), must: 'a list of members of client metadata' }
const SWITCH = { isGood: (value) => typeof value === 'boolean', must: 'true or false' }

// 366 days.
const LONGEST_AGE = 31_622_400

/** What an entry says beside where its keys are, and what it must be. */
const RULES = {
  algorithms: {
    isGood: (value) => isFullList(value, isAlgorithm),
    must: 'a list of signature algorithms that have key pairs',
  },
  approved: {
    isGood: (value) => isTable(value, (values) => isFullList(values, isText)),
    must: 'an object that has a list of accepted values for each claim',
  },
  audience: TEXTS,
  claims: {
    isGood: (value) => isTable(value, isMember) && isList(Object.values(value), isText),
    must: 'an object that has a member of client metadata for each claim, for each another one',
  },
  ignored: CLAIMS,
  locked: MEMBERS,
  maximum_age_seconds: {
    isGood: (value) => Number.isSafeInteger(value) && value > 0 && value <= LONGEST_AGE,
    must: `a whole number from 1 to ${LONGEST_AGE}`,
  },
  narrowed: MEMBERS,
  refused: MEMBERS,
  required: CLAIMS,
  required_in_updates: SWITCH,
  returned: CLAIMS,
  self_asserted: MEMBERS,
  single_use: SWITCH,
  templates: { isGood: (value) => isFullList(value, isName), must: 'a list of names of templates' },
  typ: TEXTS,
  unique: SWITCH,
}

export const RULE_NAMES = Object.keys(RULES)

/** The entry of an issuer, as the Worker reads it; whatever cannot be is refused here already. */
export function entryOf({ 'jwks-uri': address, jwks, rules }, { read = textIn, isEncrypted = false } = {}) {
  if ((address === undefined) === (jwks === undefined)) {
    throw new Problem('say where its keys are: --jwks-uri URL or --jwks FILE, one of them')
  }
  if (address !== undefined && !isServed(address)) throw new Problem(`--jwks-uri is ${SERVED}`)
  if (address !== undefined && isEncrypted && !isOverTls(address)) {
    throw new Problem('--jwks-uri is an https URL, as the ISSUER of this server is')
  }
  const keys = address === undefined ? { jwks: keysIn(jwks, read) } : { jwks_uri: address }
  return { ...keys, ...(rules === undefined ? {} : rulesIn(rules)) }
}

const keysIn = (file, read) => verificationKeys(readJson(read(file), file), file)

function textIn(file) {
  try {
    return readFileSync(fromHere(file), 'utf8')
  } catch (error) {
    throw new Problem(`${file} cannot be read: ${error.code}`)
  }
}

function rulesIn(text) {
  const rules = readJson(text, '--rules')
  if (!isObject(rules)) throw new Problem('--rules is a JSON object')
  const unknown = Object.keys(rules).find((name) => !Object.hasOwn(RULES, name))
  if (unknown !== undefined) throw new Problem(`--rules: ${unknown} is none of ${RULE_NAMES.join(', ')}`)
  const bad = Object.keys(rules).find((name) => !RULES[name].isGood(rules[name]))
  if (bad !== undefined) throw new Problem(`--rules: ${bad} is ${RULES[bad].must}`)
  checkIgnored(rules)
  checkRefused(rules)
  return rules
}

/** Claims by which a statement is read, whatever its issuer is. */
const READ = ['aud', 'exp', 'iat', 'iss', 'jti', 'nbf']

// The Worker says the same: a claim that decides something, or that is to stay, must not be left out.
function checkIgnored({ ignored = [], required = [], returned = [], approved = {}, claims = {}, ...rules }) {
  const { locked = [], narrowed = [] } = rules
  const bound = ['software_id', ...locked, ...narrowed].filter((member) => !Object.values(claims).includes(member))
  const named = [...required, ...returned, ...Object.keys(approved), ...Object.keys(claims), ...bound]
  const used = [...READ, 'org_status', ...named]
  const bad = ignored.find((claim) => used.includes(claim))
  if (bad !== undefined) throw new Problem(`--rules: ignored has ${bad}, which is read`)
}

function checkRefused({ refused = [], narrowed = [], self_asserted = [] }) {
  const bad = refused.find((member) => [...narrowed, ...self_asserted].includes(member))
  if (bad !== undefined) throw new Problem(`--rules: refused has ${bad}, which a client may say`)
}
