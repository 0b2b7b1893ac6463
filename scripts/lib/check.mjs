import { existsSync, readFileSync } from 'node:fs'
import { suggestion } from './command-line.mjs'
import { CONFIGURATION, isObject, limitsIn, settingsIn } from './configuration.mjs'
import { devVars } from './dev-vars.mjs'
import { mint, mintClientSecret } from './master-secret.mjs'
import { rulesOfSettings } from './rules.mjs'
import { Problem, warn } from './say.mjs'

const OFF = 'to deploy settings of --var or of --env: ENROL_CHECK=off npx wrangler deploy; those of another file: ENROL_CONFIG=FILE'

/** Checks the settings before a deployment: those of the configuration in the folder where wrangler was called. */
export async function checkDeployed(file = CONFIGURATION) {
  if (!existsSync(file)) throw new Problem(`there is no ${file} here, so nothing was checked\n! ${OFF}`)
  const toml = readFileSync(file, 'utf8')
  const { problems, warnings } = deployed(settingsIn(toml), await rulesOfSettings(), limitsIn(toml))
  for (const warning of warnings) warn(`${file}: ${warning}`)
  if (problems.length === 0) return
  throw new Problem([...told(file, problems), OFF].join('\n! '))
}

/** Warns of settings that the local server ignores. */
export async function warnOfUnknown(settings = { ...settingsIn(), ...devVars() }) {
  const unknown = unknownIn(settings, await rulesOfSettings())
  for (const { problem } of unknown) warn(`${problem}${problem.endsWith('?') ? ' It' : '; it'} is ignored`)
}

/** Writes a line for each problem, with the name of its file. */
export const told = (file, problems) => problems.map(({ problem }) => `${file}: ${problem}`)

/** Checks the settings of the deployed server, and the `limits` of its plan. Its secrets count as valid. */
export function deployed(settings, rules, limits) {
  const open = rules.secrets.filter((name) => Object.hasOwn(settings, name))
  const isSecret = (name) => ({
    setting: name,
    problem: `${name} is a secret: remove it here, then npx wrangler secret put ${name}`,
  })
  const others = Object.fromEntries(Object.entries(settings).filter(([name]) => !open.includes(name)))
  return {
    problems: [...unknownIn(settings, rules), ...open.map(isSecret), ...faultsIn(others, rules, rules.secrets)],
    secrets: secretsNeeded(others, rules),
    warnings: [...warningsIn(others), ...passwordsIn(others, limits)],
  }
}

/** Checks the settings of the local server: those of wrangler.toml, replaced by those of .dev.vars. */
export function local(settings, vars, rules) {
  const set = Object.fromEntries(Object.entries(vars).filter(([, value]) => value !== ''))
  // npm start sets ISSUER if .dev.vars does not.
  const served = { ...settings, ISSUER: 'http://localhost:8780', ...set }
  return [...unknownIn(vars, rules), ...faultsIn(served, rules)]
}

/** Finds unknown settings, each with the most similar known name. */
export const unknownIn = (settings, { names }) =>
  Object.keys(settings)
    .filter((name) => !names.includes(name))
    .map((name) => ({ setting: name, problem: `${name} is not a setting${suggestion(name, names)}` }))

/**
 * Finds every fault of the settings, in the order in which the server finds them.
 *
 * The server stops at the first fault, so the setting with the fault is left out and the rest is checked again. The
 * values of the `hidden` secrets are not known here and count as valid.
 */
export const faultsIn = (settings, rules, hidden = []) => mended(settings, rules, hidden).faults

/** Returns the names of the secrets that the server needs to start. */
export function secretsNeeded(settings, rules) {
  const { good } = mended(settings, rules, rules.secrets)
  return rules.secrets.filter((name) => good[name] && rules.fault({ ...good, [name]: '' })?.setting === name)
}

// Each turn leaves something out; no configuration has more parts.
const MOST_TURNS = 500

/** Returns the faults, and the settings without the parts that have a fault. */
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
    const others = [...(TABLES[setting] ? [withSecrets(setting, good, fault)] : []), ...without(setting, good)]
    const next = others.find((tried) => isOther(fault(tried), first))
    if (!next) break
    good = next
  }
  return { faults, good }
}

const isOther = (fault, first) => fault?.setting !== first.setting || fault.must !== first.must

const goodFor = (name) => ({ MASTER_SECRET: mint('k1'), PAIRWISE_SALT: mint('s1'), PROXY_SECRET: mint('p1') })[name] ?? ''

/** Returns variants of the settings: without one entry of a setting, without the setting, or without another setting. */
function without(setting, good) {
  const set = (value) => ({ ...good, [setting]: value })
  if (setting === 'ISSUER') return issuersNear(good.ISSUER).map(set)
  const entries = Object.entries(tableIn(good[setting]))
  const parts = entries.map(([name]) => Object.fromEntries(entries.filter(([other]) => other !== name)))
  const needed = ['ISSUER', 'MASTER_SECRET', setting]
  const others = Object.keys(good).filter((name) => good[name] !== '' && !needed.includes(name))
  return [...parts.map(set), set(goodFor(setting)), ...others.map((name) => ({ ...set(goodFor(setting)), [name]: '' }))]
}

/** Returns issuers that may have been meant, so that settings that depend on the issuer get no faults. */
const issuersNear = (issuer = '') => [String(issuer).trim().replace(/[/?#]*$/, ''), 'https://as.example']

// The tables whose entries have secrets in a setting.
const TABLES = { CLIENT_SECRETS: 'CLIENTS', IDENTITY_PROVIDER_SECRETS: 'IDENTITY_PROVIDERS' }

/** Returns the settings with a secret for each entry that needs one. */
function withSecrets(setting, good, fault) {
  const table = TABLES[setting]
  const needing = Object.entries(tableIn(good[table])).filter(([name, entry]) => {
    return fault({ ...good, [table]: { [name]: entry }, [setting]: '' })?.setting === setting
  })
  return { ...good, [setting]: needing.map(([name]) => `${name}:${mintClientSecret()}`).join(' ') }
}

function tableIn(value) {
  try {
    const table = typeof value === 'string' ? JSON.parse(value) : value
    return isObject(table) ? table : {}
  } catch {
    return {}
  }
}

/** Warns of settings that are valid but probably a mistake. */
export function warningsIn({ REGISTRATION_MODE = '', SCOPES_SUPPORTED }) {
  const isOpen = String(REGISTRATION_MODE).split(/[\s+]+/).includes('open')
  if (!isOpen || (SCOPES_SUPPORTED ?? '') !== '') return []
  return ['REGISTRATION_MODE is open and SCOPES_SUPPORTED is not set: list the scope values that anybody may register']
}

/** Returns the setting `LOCAL_USERS`. Its default is off where users sign in at identity providers. */
export const localUsersIn = ({ LOCAL_USERS, IDENTITY_PROVIDERS }) =>
  LOCAL_USERS || (Object.keys(tableIn(IDENTITY_PROVIDERS)).length > 0 ? 'off' : 'on')

/** The CPU time in milliseconds that a sign-in with a password may take: more than twice the slowest that was measured. */
const PASSWORD_MS = 200

/** Warns where the plan stops the hash of a password. Only Workers Paid accepts limits, so a limit tells the plan. */
export function passwordsIn({ AUTHORIZATION_SERVER, GRANT_TYPES_SUPPORTED = '', ...others }, { cpu_ms } = {}) {
  const grants = Array.isArray(GRANT_TYPES_SUPPORTED) ? GRANT_TYPES_SUPPORTED : String(GRANT_TYPES_SUPPORTED).split(/\s+/)
  const server = tableIn(AUTHORIZATION_SERVER)
  const isElsewhere = 'authorization_endpoint' in server || 'token_endpoint' in server
  const isOff = GRANT_TYPES_SUPPORTED !== '' && !grants.includes('authorization_code')
  if (localUsersIn(others) === 'off' || isElsewhere || isOff || cpu_ms >= PASSWORD_MS) return []
  const takes = `a sign-in with a password takes up to ${PASSWORD_MS} ms of CPU time`
  if (cpu_ms !== undefined) return [`cpu_ms under [limits] is ${cpu_ms}, and ${takes}`]
  return [
    `${takes}, and Workers Free permits 10 ms: set LOCAL_USERS to off, ` +
      `or with Workers Paid cpu_ms under [limits], such as 1000`,
  ]
}
