import { remote } from './lib/check-remote.mjs'
import { deployed, local, told } from './lib/check.mjs'
import { CONFIGURATION, limitsIn, settingsIn } from './lib/configuration.mjs'
import { devVars } from './lib/dev-vars.mjs'
import { rulesOfSettings } from './lib/rules.mjs'
import { main, Problem, say, warn } from './lib/say.mjs'
import { setUp } from './lib/set-up.mjs'
import { npmScripts } from './lib/usage/index.mjs'

main(async () => {
  const [where, ...more] = process.argv.slice(2)
  if (more.length > 0 || ![undefined, '--remote'].includes(where)) throw new Problem(`usage: ${npmScripts.check.synopsis}`)
  await setUp()
  const rules = await rulesOfSettings()
  const settings = settingsIn()
  const { problems, secrets, warnings } = deployed(settings, rules, limitsIn())
  for (const warning of warnings) warn(`${CONFIGURATION}: ${warning}`)
  const found = [...told(CONFIGURATION, problems), ...localProblems(settings, problems, rules)]
  if (where === '--remote') {
    const server = await remote(settings, secrets)
    for (const warning of server.warnings) warn(warning)
    found.push(...server.problems)
  } else {
    say(`the deployed server needs the secrets ${secrets.join(', ')}; npm run check -- --remote checks that they are set`)
  }
  if (found.length > 1) warn('one fault can cause others: each setting with a fault was left out before the next check')
  if (found.length > 0) throw new Problem(found.join('\n! '))
  say('the settings have no faults')
})

function localProblems(settings, known, rules) {
  const vars = devVars()
  if (Object.keys(vars).length === 0) return []
  const isNew = ({ problem }) => known.every((other) => other.problem !== problem)
  return told('.dev.vars', local(settings, vars, rules).filter(isNew))
}
