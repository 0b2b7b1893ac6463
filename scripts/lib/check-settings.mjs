import { isObject } from './json.mjs'
import { mint, mintClientSecret } from './master-secret.mjs'
import { suggestion } from './nearest.mjs'

/** Names that are no setting, each with the nearest one that is. */
export const unknownIn = (settings, { names }) =>
  Object.keys(settings)
    .filter((name) => !names.includes(name))
    .map((name) => ({ setting: name, problem: `${name} is no setting${suggestion(name, names)}` }))

/**
 * Every fault of the settings, in the order in which the Worker finds them.
 *
 * The Worker stops at the first one. So what has a fault is put aside, and the Worker is asked again. `hidden` are names
 * of secrets whose values are not known here, which are taken for good.
 */
export const faultsIn = (settings, rules, hidden = []) => mended(settings, rules, hidden).faults

/** The secrets without which the Worker would not start, though their values are not known here. */
export function secretsNeeded(settings, rules) {
  const { good } = mended(settings, rules, rules.secrets)
  return rules.secrets.filter((name) => good[name] && rules.fault({ ...good, [name]: '' })?.setting === name)
}

// Each turn puts something aside, and no configuration has so much.
const MOST_TURNS = 500

/** The faults of the settings, and the settings without what has a fault. */
function mended(settings, { fault }, hidden) {
  const faults = []
  let good = { ...settings, ...Object.fromEntries(hidden.map((name) => [name, goodFor(name)])) }
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const first = fault(good)
    if (!first) break
    const { setting, must } = first
    const isHidden = hidden.includes(setting)
    const problem = `the setting ${setting} must ${must}`
    if (!isHidden && !faults.some((fault) => fault.problem === problem)) faults.push({ setting, problem })
    const others = [...(setting === 'CLIENT_SECRETS' ? [withSecrets(good, fault)] : []), ...without(setting, good)]
    const next = others.find((tried) => isOther(fault(tried), first))
    if (!next) break
    good = next
  }
  return { faults, good }
}

const isOther = (fault, first) => fault?.setting !== first.setting || fault.must !== first.must

const goodFor = (name) => ({ MASTER_SECRET: mint('k1'), PAIRWISE_SALT: mint('s1') })[name] ?? ''

/** The settings without an entry of one, without it as a whole, or without another one that wants what it lacks. */
function without(setting, good) {
  const set = (value) => ({ ...good, [setting]: value })
  if (setting === 'ISSUER') return issuersNear(good.ISSUER).map(set)
  const entries = Object.entries(tableIn(good[setting]))
  const parts = entries.map(([name]) => Object.fromEntries(entries.filter(([other]) => other !== name)))
  const needed = ['ISSUER', 'MASTER_SECRET', setting]
  const others = Object.keys(good).filter((name) => good[name] !== '' && !needed.includes(name))
  return [...parts.map(set), set(goodFor(setting)), ...others.map((name) => ({ ...set(goodFor(setting)), [name]: '' }))]
}

/** Issuers that may have been meant, so that settings that depend on the issuer are not blamed. */
const issuersNear = (issuer = '') => [String(issuer).trim().replace(/[/?#]*$/, ''), 'https://as.example']

/** The settings with a secret for each client that needs one. */
function withSecrets({ CLIENTS, ...good }, fault) {
  const clients = Object.entries(tableIn(CLIENTS))
  const needing = clients.filter(([id, client]) => {
    return fault({ ...good, CLIENTS: { [id]: client }, CLIENT_SECRETS: '' })?.setting === 'CLIENT_SECRETS'
  })
  const CLIENT_SECRETS = needing.map(([id]) => `${id}:${mintClientSecret()}`).join(' ')
  return { ...good, CLIENTS, CLIENT_SECRETS }
}

function tableIn(value) {
  try {
    const table = typeof value === 'string' ? JSON.parse(value) : value
    return isObject(table) ? table : {}
  } catch {
    return {}
  }
}

/** Warnings about settings that are allowed, and rarely meant. */
export function warningsIn({ REGISTRATION_MODE = '', SCOPES_SUPPORTED }) {
  const isOpen = String(REGISTRATION_MODE).split(/[\s+]+/).includes('open')
  if (!isOpen || (SCOPES_SUPPORTED ?? '') !== '') return []
  return ['REGISTRATION_MODE is open and SCOPES_SUPPORTED is not set: list there what scope values strangers may register']
}
