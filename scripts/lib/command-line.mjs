import { parseArgs } from 'node:util'
import * as audit from './commands/audit.mjs'
import * as client from './commands/client.mjs'
import * as epoch from './commands/epoch.mjs'
import * as issuer from './commands/issuer.mjs'
import * as key from './commands/key.mjs'
import * as metrics from './commands/metrics.mjs'
import * as policy from './commands/policy.mjs'
import * as provider from './commands/provider.mjs'
import * as statement from './commands/statement.mjs'
import * as template from './commands/template.mjs'
import * as token from './commands/token.mjs'
import * as user from './commands/user.mjs'
import { helpOn, usageLines } from './help.mjs'
import { version } from './project.mjs'
import { Problem } from './say.mjs'
import { commonOptions, groups } from './usage/index.mjs'

const implementations = { token, key, client, user, provider, epoch, policy, template, audit, metrics, issuer, statement }

/**
 * Reads the words of a command line. Returns `help`, a text to print, or `work`, the function of the command, with its
 * arguments, and the `event` that it leaves in the audit log: the values of its `options`, its positional argument `name`, and the database `where` it works.
 */
export function readCommand(words) {
  const { values, positionals } = parse(words)
  const { help, json, remote, version: isVersion, ...given } = values
  if (isVersion) return { help: `enrol ${version()}` }
  if (help || positionals[0] === 'help') return { help: helpOn(...commandPath(positionals.filter((word) => word !== 'help'))) }
  const [group, command, name, ...rest] = positionals
  checkCommand(group, command)
  const { argument, event, options: known = {} } = groups[group].commands[command]
  const unknown = Object.keys(given).find((option) => !Object.hasOwn(known, option))
  if (unknown) throw wrong([group, command], `${group} ${command} has no option --${unknown}${suggestionFor(unknown, known)}`)
  const [extra] = argument ? rest : [name, ...rest]
  if (extra !== undefined) throw wrong([group, command], `unexpected argument: ${extra}`)
  const { check, commands } = implementations[group]
  check?.(given)
  return { work: commands[command], event, options: given, name, isJson: json === true, where: remote ? '--remote' : '--local' }
}

function checkCommand(group, command) {
  if (group === undefined) throw wrong([], 'name a command')
  if (!Object.hasOwn(groups, group)) throw wrong([], noSuch('command', group, groups))
  const { commands } = groups[group]
  if (command === undefined) throw wrong([group], `name a command of ${group}: ${Object.keys(commands).join(', ')}`)
  if (!Object.hasOwn(commands, command)) throw wrong([group], noSuch(`command of ${group}`, command, commands))
}

const noSuch = (kind, word, all) =>
  `there is no ${kind} ${word}, only ${Object.keys(all).join(', ')}${suggestion(word, Object.keys(all))}`

/** Parses the words. `parseArgs` would read an argument with a hyphen as an option, so such arguments go after `--`. */
function parse(words) {
  const before = words.includes('--') ? words.slice(0, words.indexOf('--')) : words
  const after = words.slice(before.length + 1)
  const operands = [...before.filter(isArgument), ...after]
  const args = [...before.filter((word) => !isArgument(word)), ...(operands.length > 0 ? ['--', ...operands] : [])]
  checkOptions(args)
  try {
    return parseArgs({ args, options: allOptions(), allowPositionals: true })
  } catch (error) {
    throw wrong(commandIn(args), error.message)
  }
}

/** Refuses an option that no command has, and names the most similar option of the command. */
function checkOptions(args) {
  const { tokens } = parseArgs({ args, options: allOptions(), allowPositionals: true, strict: false, tokens: true })
  const unknown = tokens.find(({ kind, name }) => kind === 'option' && !Object.hasOwn(allOptions(), name))
  if (!unknown) return
  const [group, command] = commandIn(args)
  const options = command ? (groups[group].commands[command].options ?? {}) : allOptions()
  throw wrong(commandIn(args), `there is no option ${unknown.rawName}${suggestionFor(unknown.name, options)}`)
}

const suggestionFor = (name, options) => suggestion(name, Object.keys({ ...options, ...commonOptions }), '--')

function allOptions() {
  const own = Object.values(groups).flatMap(({ commands }) => Object.values(commands).map(({ options }) => options ?? {}))
  const all = Object.entries(Object.assign({}, commonOptions, ...own))
  return Object.fromEntries(all.map(([name, { value, about, ...type }]) => [name, type]))
}

const commandIn = (args) => commandPath(args.filter((word) => !word.startsWith('-')))

/** Returns the group and the command that the words begin with, as far as they exist. */
function commandPath([group, command]) {
  if (!Object.hasOwn(groups, group ?? '')) return []
  return Object.hasOwn(groups[group].commands, command ?? '') ? [group, command] : [group]
}

/** Returns true for an argument that begins with a hyphen, as keys and digests can. The only short option is -h. */
const isArgument = (word) => /^-[^-]./.test(word)

/** Returns the problem with the usage of a command, a group or all commands, given as the words that name it. */
function wrong(place, problem) {
  const help = ['enrol', ...(place.length > 0 ? place : ['help']), ...(place.length > 0 ? ['--help'] : [])].join(' ')
  return new Problem(`${problem}\n\n${usageLines(...place).join('\n')}\n\n${help} tells more`)
}

/** Returns the known name that is most similar to a misspelt name; `undefined` if none is similar. */
export function nearest(word, names) {
  const limit = Math.max(1, Math.floor(word.length / 3))
  const [closest] = names
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  return closest && closest.distance <= limit ? closest.name : undefined
}

/** Returns a question for the end of a message about a misspelt name; empty if no name is similar. */
export function suggestion(word, names, prefix = '') {
  const name = nearest(word, names)
  return name === undefined ? '' : `; did you mean ${prefix}${name}?`
}

/** Counts the letters to add, remove, replace or swap with their neighbour. */
function distance(one, other) {
  let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)]
  for (let row = 1; row <= one.length; row++) {
    const next = [row]
    for (let at = 1; at <= other.length; at++) {
      const same = one[row - 1] === other[at - 1] ? 0 : 1
      const swapped = row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]
      const choices = [last[at] + 1, next[at - 1] + 1, last[at - 1] + same]
      next.push(Math.min(...choices, ...(swapped ? [before[at - 2] + 1] : [])))
    }
    ;[before, last] = [last, next]
  }
  return last.at(-1)
}
