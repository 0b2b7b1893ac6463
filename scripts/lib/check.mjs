import { existsSync, readFileSync } from 'node:fs'
import { faultsIn, secretsNeeded, unknownIn, warningsIn } from './check-settings.mjs'
import { settingsIn } from './configuration.mjs'
import { devVars } from './dev-vars.mjs'
import { rulesOfSettings } from './rules.mjs'
import { Problem, warn } from './say.mjs'

const OFF = 'to deploy settings of another file, of --var or of --env: ENROL_CHECK=off npx wrangler deploy'

/** Checks the settings before a deployment: those of wrangler.toml in the folder where wrangler was called. */
export async function checkDeployed(file = 'wrangler.toml') {
  if (!existsSync(file)) throw new Problem(`there is no ${file} here, so nothing was checked\n! ${OFF}`)
  const { problems, warnings } = deployed(settingsIn(readFileSync(file, 'utf8')), await rulesOfSettings())
  for (const warning of warnings) warn(`wrangler.toml: ${warning}`)
  if (problems.length === 0) return
  throw new Problem([...told('wrangler.toml', problems), OFF].join('\n! '))
}

/** Warns of settings that the local server ignores. */
export async function warnOfUnknown(settings = { ...settingsIn(), ...devVars() }) {
  const unknown = unknownIn(settings, await rulesOfSettings())
  for (const { problem } of unknown) warn(`${problem}${problem.endsWith('?') ? ' It' : '; it'} is ignored`)
}

/** Writes a line for each problem, with the name of its file. */
export const told = (file, problems) => problems.map(({ problem }) => `${file}: ${problem}`)

/** Checks the settings of the deployed server. Its secrets count as valid. */
export function deployed(settings, rules) {
  const open = rules.secrets.filter((name) => Object.hasOwn(settings, name))
  const isSecret = (name) => ({
    setting: name,
    problem: `${name} is a secret: remove it here, then npx wrangler secret put ${name}`,
  })
  const others = Object.fromEntries(Object.entries(settings).filter(([name]) => !open.includes(name)))
  return {
    problems: [...unknownIn(settings, rules), ...open.map(isSecret), ...faultsIn(others, rules, rules.secrets)],
    secrets: secretsNeeded(others, rules),
    warnings: warningsIn(others),
  }
}

/** Checks the settings of the local server: those of wrangler.toml, replaced by those of .dev.vars. */
export function local(settings, vars, rules) {
  const set = Object.fromEntries(Object.entries(vars).filter(([, value]) => value !== ''))
  // npm start sets ISSUER if .dev.vars does not.
  const served = { ...settings, ISSUER: 'http://localhost:8787', ...set }
  return [...unknownIn(vars, rules), ...faultsIn(served, rules)]
}

