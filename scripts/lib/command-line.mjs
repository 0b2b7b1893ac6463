import { parseArgs } from 'node:util'
import * as client from './client-verbs.mjs'
import * as epoch from './epoch-verbs.mjs'
import * as issuer from './issuer-verbs.mjs'
import * as key from './key-verbs.mjs'
import { Problem } from './say.mjs'
import * as statement from './statement-verbs.mjs'
import * as token from './token-verbs.mjs'

const nouns = { token, key, client, epoch, issuer, statement }

const EVERYWHERE = `Everywhere: --remote for the deployed database instead of the local one, --json for programs.
A name that begins with -- comes after one more --.`

const everywhere = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  remote: { type: 'boolean' },
}

/** What the words of a command line ask for: `work` with its `wishes` and a `name`, or `help`, a text. */
export function readCommand(words) {
  const { values, positionals } = parse(words)
  const { help, json, remote, ...wishes } = values
  const [noun, verb, name, ...rest] = positionals
  if (help || noun === 'help') return { help: helpOn(noun === 'help' ? verb : noun) }
  if (noun === undefined) throw wrong(noun, 'say what to do')
  if (!Object.hasOwn(nouns, noun)) throw wrong(noun, `${noun} is none of ${listed(nouns)}`)
  const { verbs, options, named, check } = nouns[noun]
  if (verb === undefined) throw wrong(noun, `say what to do with ${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}: ${listed(verbs)}`)
  if (!Object.hasOwn(verbs, verb)) throw wrong(noun, `${verb} is none of ${listed(verbs)}`)
  const alien = Object.keys(wishes).find((wish) => !Object.hasOwn(options[verb] ?? {}, wish))
  if (alien) throw wrong(noun, `--${alien} is not for ${noun} ${verb}`)
  const [extra] = named.includes(verb) ? rest : [name, ...rest]
  if (extra !== undefined) throw wrong(noun, `${extra} is a word too many`)
  check?.(wishes)
  return { work: verbs[verb], wishes, name, isJson: json === true, where: remote ? '--remote' : '--local' }
}

function parse(words) {
  const before = words.includes('--') ? words.slice(0, words.indexOf('--')) : words
  const after = words.slice(before.length + 1)
  const own = Object.values(nouns).flatMap(({ options }) => Object.values(options))
  const options = Object.assign({}, everywhere, ...own)
  const behind = [...before.filter(isName), ...after]
  const args = [...before.filter((word) => !isName(word)), ...(behind.length > 0 ? ['--', ...behind] : [])]
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw wrong(words[0], error.message)
  }
}

// No option is written so but -h; what is named can begin with a hyphen.
const isName = (word) => /^-[^-]./.test(word)

const listed = (object) => Object.keys(object).join(', ')

function wrong(noun, problem) {
  const usage = chosen(noun).map(({ USAGE }) => USAGE)
  return new Problem(`${problem}\n\n${usage.join('\n')}\n\n--help tells more`)
}

const helpOn = (noun) => [...chosen(noun).flatMap(({ USAGE, ABOUT }) => [USAGE, ABOUT]), EVERYWHERE].join('\n\n')

const chosen = (noun) => (Object.hasOwn(nouns, noun) ? [nouns[noun]] : Object.values(nouns))
