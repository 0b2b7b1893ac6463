import { parseArgs } from 'node:util'
import * as client from './client-verbs.mjs'
import * as epoch from './epoch-verbs.mjs'
import * as issuer from './issuer-verbs.mjs'
import * as key from './key-verbs.mjs'
import { suggestion } from './nearest.mjs'
import { flag } from './options.mjs'
import { version } from './project.mjs'
import { Problem } from './say.mjs'
import * as statement from './statement-verbs.mjs'
import * as token from './token-verbs.mjs'

export const nouns = { token, key, client, epoch, issuer, statement }

const everywhere = {
  remote: flag('works on the deployed database instead of the local one'),
  json: flag('prints JSON, for programs'),
  help: { ...flag('explains a command: enrol token create --help'), short: 'h' },
  version: flag('prints the version'),
}

const WIDTH = 118

/** What the words of a command line ask for: `work` with its `wishes` and a `name`, or `help`, a text. */
export function readCommand(words) {
  const { values, positionals } = parse(words)
  const { help, json, remote, version: isVersion, ...wishes } = values
  if (isVersion) return { help: `enrol ${version()}` }
  const isHelp = help || positionals[0] === 'help'
  const [noun, verb, name, ...rest] = positionals[0] === 'help' ? positionals.slice(1) : positionals
  if (isHelp) return { help: helpOn(noun, verb) }
  if (noun === undefined) throw wrong([], 'say what to do')
  if (!Object.hasOwn(nouns, noun)) throw wrong([], `${noun} is none of ${listed(nouns)}${suggestion(noun, Object.keys(nouns))}`)
  const { commands, check } = nouns[noun]
  if (verb === undefined) throw wrong([noun], `say what to do with ${withArticle(noun)}: ${listed(commands)}`)
  if (!Object.hasOwn(commands, verb)) {
    throw wrong([noun], `${verb} is none of ${listed(commands)}${suggestion(verb, Object.keys(commands))}`)
  }
  const command = commands[verb]
  const alien = Object.keys(wishes).find((wish) => !Object.hasOwn(command.options ?? {}, wish))
  if (alien) throw wrong([noun, verb], `--${alien} is not for ${noun} ${verb}${suggestionFor(alien, command)}`)
  const [extra] = command.name ? rest : [name, ...rest]
  if (extra !== undefined) throw wrong([noun, verb], `${extra} is a word too many`)
  check?.(wishes)
  return { work: command.work, wishes, name, isJson: json === true, where: remote ? '--remote' : '--local' }
}

function parse(words) {
  const before = words.includes('--') ? words.slice(0, words.indexOf('--')) : words
  const after = words.slice(before.length + 1)
  const behind = [...before.filter(isName), ...after]
  const args = [...before.filter((word) => !isName(word)), ...(behind.length > 0 ? ['--', ...behind] : [])]
  checkNames(args)
  try {
    return parseArgs({ args, options: all(), allowPositionals: true })
  } catch (error) {
    throw wrong(places(args), error.message)
  }
}

/** Refuses what is no option of any command, with the nearest one of the command. */
function checkNames(args) {
  const { tokens } = parseArgs({ args, options: all(), allowPositionals: true, strict: false, tokens: true })
  const strange = tokens.find(({ kind, name }) => kind === 'option' && !Object.hasOwn(all(), name))
  if (!strange) return
  const [noun, verb] = places(args)
  const command = nouns[noun]?.commands[verb]
  throw wrong(places(args), `${strange.rawName} is no option${suggestionFor(strange.name, command ?? { options: all() })}`)
}

const suggestionFor = (name, { options = {} }) => suggestion(name, Object.keys({ ...options, ...everywhere }), '--')

const commandsOf = (noun) => Object.values(noun.commands)

function all() {
  const own = Object.values(nouns).flatMap(commandsOf).map(({ options }) => options ?? {})
  const types = Object.entries(Object.assign({}, everywhere, ...own))
  return Object.fromEntries(types.map(([name, { value, about, ...type }]) => [name, type]))
}

/** The noun and the verb, as far as the words begin with them. */
function places(args) {
  const [noun, verb] = args.filter((word) => !word.startsWith('-'))
  if (!Object.hasOwn(nouns, noun ?? '')) return []
  return Object.hasOwn(nouns[noun].commands, verb ?? '') ? [noun, verb] : [noun]
}

// No option is written so but -h; what is named can begin with a hyphen.
const isName = (word) => /^-[^-]./.test(word)

const listed = (object) => Object.keys(object).join(', ')

const withArticle = (noun) => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`

function wrong(place, problem) {
  const about = place.length === 2 ? ` of ${place.join(' ')}` : ''
  return new Problem(`${problem}\n\n${usagesOf(...place).join('\n')}\n\n--help tells more${about}`)
}

/** A line for each command, of everything, of a noun, or of one command alone. */
function usagesOf(noun, verb) {
  if (!Object.hasOwn(nouns, noun ?? '')) return Object.keys(nouns).flatMap((noun) => usagesOf(noun))
  const { commands } = nouns[noun]
  const verbs = Object.hasOwn(commands, verb ?? '') ? [verb] : Object.keys(commands)
  return verbs.map((verb) => ['enrol', noun, verb, commands[verb].name, commands[verb].line].filter(Boolean).join(' '))
}

function helpOn(noun, verb) {
  const place = places([noun, verb].filter(Boolean))
  if (place.length === 2) return helpOnCommand(...place)
  const chosen = place.length === 1 ? place : Object.keys(nouns)
  const about = chosen.map((noun) => `${usagesOf(noun).join('\n')}\n\n${nouns[noun].ABOUT}`)
  const call = 'Call it as npx --no-install enrol, in the folder of Enrol.'
  return [call, ...about, `Everywhere:\n${linesOf(everywhere)}\n\nPut -- before a name that begins with two hyphens.`].join('\n\n')
}

function helpOnCommand(noun, verb) {
  const { about, options = {} } = nouns[noun].commands[verb]
  const own = Object.keys(options).length > 0 ? [linesOf(options)] : []
  return [...usagesOf(noun, verb), about, ...own, `Everywhere:\n${linesOf(everywhere)}`].join('\n\n')
}

function linesOf(options) {
  const lines = Object.entries(options).map(([name, { value, about }]) => [`  --${[name, value].filter(Boolean).join(' ')}`, about])
  const width = Math.max(...lines.map(([option]) => option.length)) + 2
  return lines.map(([option, about]) => option.padEnd(width) + wrapped(about, width)).join('\n')
}

function wrapped(text, indent) {
  const lines = ['']
  for (const word of text.split(' ')) {
    if (lines.at(-1).length + word.length + 1 > WIDTH - indent) lines.push('')
    lines.push(`${lines.pop()} ${word}`.trimStart())
  }
  return lines.join(`\n${' '.repeat(indent)}`)
}
