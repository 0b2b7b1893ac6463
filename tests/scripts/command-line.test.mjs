import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nouns, readCommand } from '../../scripts/lib/command-line.mjs'
import * as key from '../../scripts/lib/key-verbs.mjs'
import { nearest } from '../../scripts/lib/nearest.mjs'
import { version } from '../../scripts/lib/project.mjs'
import { Problem } from '../../scripts/lib/say.mjs'
import * as token from '../../scripts/lib/token-verbs.mjs'

const read = (line) => readCommand(line.split(' ').filter(Boolean))

test('a noun and a verb say what to do, where, and for whom', () => {
  const local = { wishes: {}, name: undefined, isJson: false, where: '--local' }
  assert.deepEqual(read('token list'), { ...local, work: token.verbs.list })
  assert.deepEqual(read('--json key revoke abcdef --remote'), {
    work: key.verbs.revoke,
    wishes: {},
    name: 'abcdef',
    isJson: true,
    where: '--remote',
  })
  const { wishes } = read('token create --software-id a --uses 3 --software-id=b')
  assert.deepEqual({ ...wishes }, { 'software-id': ['a', 'b'], uses: '3' })
})

test('a name may begin with hyphens', () => {
  for (const line of ['token revoke -abcdef', 'token revoke -- -abcdef', 'token -abcdef revoke']) {
    assert.equal(read(line).name, '-abcdef', line)
  }
  assert.equal(read('token revoke -abcdef --remote').where, '--remote')
  assert.equal(read('key revoke -- --json').name, '--json')
})

test('what cannot be done is told with what can', () => {
  for (const [line, problem] of [
    ['', /^say what to do\n\n.* token create .*\n.* key list\n/s],
    ['tokn list', /^tokn is none of token, key, client, epoch, issuer, statement; did you mean token\?\n\n.* token create .* key list\n/s],
    ['toString list', /^toString is none of /],
    ['token', /^say what to do with a token: create, list, revoke\n\n/],
    ['issuer', /^say what to do with an issuer: trust, list, distrust\n\n/],
    ['token lst', /^lst is none of create, list, revoke; did you mean list\?\n\nenrol token create .*\nenrol token list\n/],
    ['token valueOf', /^valueOf is none of /],
    ['token list --uses 3', /^--uses is not for token list\n\n/],
    ['token create --algorithm ES256', /^--algorithm is not for token create\n\n/],
    ['token create --label', /^Option '--label <value>' argument missing\n\n/],
    ['token create --label -x --uses 2', /^Option '--label' argument is ambiguous\./],
    ['token create --use 3', /^--use is no option; did you mean --uses\?\n\nenrol token create [^\n]*\n\n--help tells more of token create$/],
    ['token create --redirect-hots=a', /^--redirect-hots is no option; did you mean --redirect-host\?\n\n/],
    ['token create --jsn', /^--jsn is no option; did you mean --json\?\n\n/],
    ['client list --owners a', /^--owners is no option; did you mean --owner\?\n\n/],
    ['epoch begin --kind a', /^--kind is no option\n\n/],
    ['--remot token list', /^--remot is no option; did you mean --remote\?\n\n/],
    ['key rotate --algoritm ES256', /^--algoritm is no option; did you mean --algorithm\?\n\n/],
    ['isuer list', /^isuer is none of .*; did you mean issuer\?\n\n/],
    ['xyz list', /^xyz is none of token, key, client, epoch, issuer, statement\n\n/],
    ['token list --json=yes', /^Option '--json' does not take an argument\n\n/],
    ['client show abcdef --uses 3', /^--uses is not for client show\n\n/],
    ['token list abcdef', /^abcdef is a word too many\n\n/],
    ['token revoke abcdef ghijkl', /^ghijkl is a word too many\n\n/],
  ]) {
    assert.throws(() => read(line), (error) => error instanceof Problem && problem.test(error.message), line)
  }
  assert.throws(() => read('token lst'), ({ message }) => !message.includes('key list'))
})

test('help is about everything, or about one noun', () => {
  for (const line of ['--help', '-h', 'help', 'tokn -h']) assert.match(read(line).help, / token create .* key list/s, line)
  for (const line of ['key --help', 'help key', 'key lst --help']) {
    const { help } = read(line)
    assert.match(help, /key rotate.*leaked.*--remote/s, line)
    assert.doesNotMatch(help, /token create \[/, line)
  }
})

test('help of one command says what each of its options means', () => {
  for (const [noun, { commands }] of Object.entries(nouns)) {
    for (const [verb, { options = {}, about }] of Object.entries(commands)) {
      for (const line of [`${noun} ${verb} --help`, `${noun} --help ${verb}`, `help ${noun} ${verb}`]) {
        const { help } = read(line)
        assert.ok(help.startsWith(`enrol ${noun} ${verb}`), line)
        assert.ok(help.includes(about), line)
        for (const [name, { value }] of Object.entries(options)) {
          assert.match(help, new RegExp(`^  --${name}${value ? ' \\S+' : ''} {2,}\\S`, 'm'), `${line} ${name}`)
        }
        assert.match(help, /--remote {2,}works on the deployed database/)
        assert.ok(help.split('\n').every((text) => text.length <= 130), line)
      }
    }
  }
  assert.doesNotMatch(read('token list --help').help, /--uses/)
})

test('the version is that of the project', () => {
  assert.deepEqual(read('--version'), { help: `enrol ${version()}` })
})

test('a misspelt name is told with the nearest one, unless none is near', () => {
  const names = ['ISSUER', 'SCOPES_SUPPORTED', 'DEFAULT_SCOPE', 'CLIENTS']
  for (const [word, name] of [
    ['ISSEUR', 'ISSUER'],
    ['issuer', 'ISSUER'],
    ['SCOPE_SUPPORTED', 'SCOPES_SUPPORTED'],
    ['CLIENT', 'CLIENTS'],
    ['X', undefined],
    ['MASTER_SECRETS', undefined],
  ]) {
    assert.equal(nearest(word, names), name, word)
  }
  assert.equal(nearest('a', []), undefined)
})
