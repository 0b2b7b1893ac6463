import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { nearest, readCommand } from '../../scripts/lib/command-line.mjs'
import * as key from '../../scripts/lib/commands/key.mjs'
import * as token from '../../scripts/lib/commands/token.mjs'
import { at, version } from '../../scripts/lib/project.mjs'
import { Problem } from '../../scripts/lib/say.mjs'
import { groups, npmScripts } from '../../scripts/lib/usage/index.mjs'

const read = (line) => readCommand(line.split(' ').filter(Boolean))

test('a command line names a command, its options and its argument', () => {
  const local = { options: {}, name: undefined, isJson: false, where: '--local' }
  assert.deepEqual(read('token list'), { ...local, event: undefined, work: token.commands.list })
  assert.deepEqual(read('--json key revoke abcdef --remote'), {
    event: 'signing-key-revoked',
    work: key.commands.revoke,
    options: {},
    name: 'abcdef',
    isJson: true,
    where: '--remote',
  })
  const { options } = read('token create --software-id a --uses 3 --software-id=b')
  assert.deepEqual({ ...options }, { 'software-id': ['a', 'b'], uses: '3' })
})

test('a name may begin with hyphens', () => {
  for (const line of ['token revoke -abcdef', 'token revoke -- -abcdef', 'token -abcdef revoke']) {
    assert.equal(read(line).name, '-abcdef', line)
  }
  assert.equal(read('token revoke -abcdef --remote').where, '--remote')
  assert.equal(read('key revoke -- --json').name, '--json')
})

test('a command line that cannot be read is refused with the usage', () => {
  for (const [line, problem] of [
    ['', /^name a command\n\n.*enrol token create .*\nenrol key list \[--url URL\] .*\n\nenrol help tells more$/s],
    ['tokn list', /^there is no command tokn, only token, key, client, user, provider, epoch, policy, template, audit, metrics, issuer, statement; did you mean token\?\n\nenrol token /],
    ['toString list', /^there is no command toString, only /],
    ['token', /^name a command of token: create, list, revoke\n\n/],
    ['issuer', /^name a command of issuer: trust, list, distrust, versions, show, draft, activate, retire\n\n/],
    ['token lst', /^there is no command of token lst, only create, list, revoke; did you mean list\?\n\nenrol token create .*\nenrol token list .*\n/],
    ['token valueOf', /^there is no command of token valueOf, only /],
    ['token list --uses 3', /^token list has no option --uses\n\n/],
    ['token create --algorithm ES256', /^token create has no option --algorithm\n\n/],
    ['token create --label', /^Option '--label <value>' argument missing\n\n/],
    ['token create --label -x --uses 2', /^Option '--label' argument is ambiguous\./],
    ['token create --use 3', /^there is no option --use; did you mean --uses\?\n\nenrol token create [^\n]*\n\nenrol token create --help tells more$/],
    ['token create --redirect-hots=a', /^there is no option --redirect-hots; did you mean --redirect-host\?\n\n/],
    ['token create --jsn', /^there is no option --jsn; did you mean --json\?\n\n/],
    ['client list --owners a', /^there is no option --owners; did you mean --owner\?\n\n/],
    ['epoch begin --kind a', /^there is no option --kind\n\n/],
    ['--remot token list', /^there is no option --remot; did you mean --remote\?\n\n/],
    ['key rotate --algoritm ES256', /^there is no option --algoritm; did you mean --algorithm\?\n\n/],
    ['isuer list', /^there is no command isuer, only .*; did you mean issuer\?\n\n/],
    ['xyz list', /^there is no command xyz, only token, key, client, user, provider, epoch, policy, template, audit, metrics, issuer, statement\n\n/],
    ['token list --json=yes', /^Option '--json' does not take an argument\n\n/],
    ['client show abcdef --uses 3', /^client show has no option --uses\n\n/],
    ['token list abcdef', /^unexpected argument: abcdef\n\n/],
    ['token revoke abcdef ghijkl', /^unexpected argument: ghijkl\n\n/],
  ]) {
    assert.throws(() => read(line), (error) => error instanceof Problem && problem.test(error.message), line)
  }
  assert.throws(() => read('token lst'), ({ message }) => !message.includes('key list'))
})

test('the help has a line for every command, with the first sentence about it', () => {
  for (const line of ['--help', '-h', 'help', 'tokn -h']) {
    const { help } = read(line)
    assert.match(help, /^ {2}token create {2,}Creates an initial access token and prints it once\.$/m, line)
    assert.match(help, /^ {2}token revoke {2,}Revokes a token\.$/m, line)
    for (const [group, { title, commands }] of Object.entries(groups)) {
      assert.ok(help.includes(`${title}:\n`), title)
      for (const command of Object.keys(commands)) assert.match(help, new RegExp(`^ {2}${group} ${command} {2,}[A-Z]`, 'm'))
    }
  }
})

test('the help on a group explains its commands and no others', () => {
  for (const line of ['key --help', 'help key', 'key lst --help']) {
    const { help } = read(line)
    assert.match(help, /key rotate.*leaked.*--remote/s, line)
    assert.doesNotMatch(help, /token create \[/, line)
  }
})

test('the help on a command explains each of its options', () => {
  for (const [group, { commands }] of Object.entries(groups)) {
    for (const [command, { options = {}, about }] of Object.entries(commands)) {
      for (const line of [`${group} ${command} --help`, `${group} --help ${command}`, `help ${group} ${command}`]) {
        const { help } = read(line)
        assert.ok(help.startsWith(`enrol ${group} ${command}`), line)
        assert.ok(help.replaceAll('\n', ' ').includes(about), line)
        for (const [name, { value }] of Object.entries(options)) {
          assert.match(help, new RegExp(`^  --${name}${value ? ' \\S+' : ''} {2,}\\S`, 'm'), `${line} ${name}`)
        }
        assert.match(help, /--remote {2,}uses the deployed database/)
        assert.ok(help.split('\n').every((text) => text.length <= 120), line)
      }
    }
  }
  assert.doesNotMatch(read('token list --help').help, /--uses/)
})

test('every command has a function, and every npm script a usage line', () => {
  for (const [group, { commands }] of Object.entries(groups)) {
    for (const command of Object.keys(commands)) assert.equal(typeof read(`${group} ${command}`).work, 'function')
  }
  const { scripts } = JSON.parse(readFileSync(at('package.json'), 'utf8'))
  assert.deepEqual(Object.keys(npmScripts).sort(), Object.keys(scripts).sort())
})

test('the version is that of the project', () => {
  assert.deepEqual(read('--version'), { help: `enrol ${version()}` })
})

test('the most similar name is suggested for a misspelt one, unless none is similar', () => {
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
