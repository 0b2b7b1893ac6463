import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCommand } from '../../scripts/lib/command-line.mjs'
import * as key from '../../scripts/lib/key-verbs.mjs'
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
    ['tokn list', /^tokn is none of token, key, client, epoch, issuer, statement\n\n.* token create .* key list\n/s],
    ['toString list', /^toString is none of /],
    ['token', /^say what to do with a token: create, list, revoke\n\n/],
    ['issuer', /^say what to do with an issuer: trust, list, distrust\n\n/],
    ['token lst', /^lst is none of create, list, revoke\n\n/],
    ['token valueOf', /^valueOf is none of /],
    ['token list --uses 3', /^--uses is not for token list\n\n/],
    ['token create --algorithm ES256', /^--algorithm is not for token create\n\n/],
    ['token create --label', /^Option '--label <value>' argument missing\n\n/],
    ['token create --label -x --uses 2', /^Option '--label' argument is ambiguous\./],
    ['token create --use 3', /^Unknown option '--use'/],
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
  for (const line of ['--help', '-h', 'tokn -h']) assert.match(read(line).help, / token create .* key list/s, line)
  const { help } = read('key --help')
  assert.match(help, /key rotate.*leaked.*--remote/s)
  assert.doesNotMatch(help, /token create/)
})
