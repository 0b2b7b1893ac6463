import { parseArgs } from 'node:util'
import * as key from './lib/key-verbs.mjs'
import { main, Problem } from './lib/say.mjs'
import { setUpNode } from './lib/set-up.mjs'
import * as token from './lib/token-verbs.mjs'
import { queryDatabase } from './lib/wrangler.mjs'

const nouns = { key, token }

const HELP = `${token.HELP}

${key.HELP}

Everywhere: --remote for the deployed database instead of the local one, --json for programs.`

const everywhere = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  remote: { type: 'boolean' },
}

main(async () => {
  const { values, positionals } = read()
  const { help, json, remote, ...wishes } = values
  if (help) return console.log(HELP)
  const { work, name } = choose(positionals, wishes)
  await setUpNode()
  const said = await work((sql) => queryDatabase(sql, remote ? '--remote' : '--local'), wishes, name)
  console.log(json ? JSON.stringify(said.json) : said.text)
})

function read() {
  try {
    return parseArgs({ options: { ...everywhere, ...token.options, ...key.options }, allowPositionals: true })
  } catch (error) {
    throw new Problem(`${error.message}\n${HELP}`)
  }
}

function choose([noun, verb, name, ...rest], wishes) {
  const work = nouns[noun]?.verbs[verb]
  if (!work) throw new Problem(HELP)
  const alien = Object.keys(wishes).find((wish) => !(wish in nouns[noun].options))
  if (alien) throw new Problem(`--${alien} is not for a ${noun}\n${HELP}`)
  const [extra] = verb === 'revoke' ? rest : [name, ...rest]
  if (extra !== undefined) throw new Problem(`${extra} is a word too many\n${HELP}`)
  return { work, name }
}
