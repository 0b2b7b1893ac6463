import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { formerIssuers, issuerIn, localIssuer, ownIssuer, rememberIssuer, rememberOrigin } from '../../scripts/lib/own-issuer.mjs'
import { chosenPort } from '../../scripts/lib/ports.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'

const ISSUER = 'https://as.example'

let folder
before(() => (folder = temporaryFolder()))
after(() => folder?.remove())

test('the issuer of a statement is the server, unless another issuer is given', async () => {
  assert.equal(await ownIssuer('https://other.example', '--remote'), 'https://other.example')
  assert.equal(issuerIn('name = "x"\n[vars]\n# ISSUER = "a"\nISSUER = "https://as.example" # ours\n[x]\n'), ISSUER)
  assert.equal(issuerIn("[vars] # all\r\nA = [\"x\"]\r\n  ISSUER='https://as.example'\r\n"), ISSUER)
  for (const toml of ['', '[vars]\nISSUER = ""\n', 'ISSUER = "a"\n[vars]\n[env.x.vars]\nISSUER = "a"\n']) {
    assert.equal(issuerIn(toml), undefined, toml)
  }
  const file = join(folder.path, 'state', 'origin')
  const local = (setting, env) => localIssuer({ setting, env, file })
  assert.equal(await local('', {}), 'http://localhost:8780')
  rememberOrigin('http://localhost:9001', file)
  assert.equal(await local('', {}), 'http://localhost:9001')
  assert.equal(await local('', { PORT: '9002' }), 'http://localhost:9002')
  assert.equal(await local(ISSUER, { PORT: '9002' }), ISSUER)
  writeFileSync(file, 'nonsense')
  assert.equal(await local('', {}), 'http://localhost:8780')
  assert.equal(chosenPort({}), 8780)
  assert.equal(chosenPort({ PORT: '9000' }), 9000)
  for (const PORT of ['', '0', '65536', 'x', '1.5']) {
    assert.throws(() => chosenPort({ PORT }), { message: `PORT=${PORT} is not a port: use a number from 1 to 65535` })
  }
})

test('a local server knows its earlier issuer identifiers, and no others', async () => {
  const files = { file: join(folder.path, 'state', 'issuers'), originFile: join(folder.path, 'state', 'last') }
  const former = (issuer) => formerIssuers(issuer, files)
  assert.deepEqual(await former('http://localhost:8780'), [])
  rememberOrigin('http://localhost:8780', files.originFile)
  assert.deepEqual(await former('http://localhost:9000'), ['http://localhost:8780'], 'the file with the last address counts too')
  await rememberIssuer('http://localhost:9000', files)
  await rememberIssuer('http://localhost:9001/t1', files)
  await rememberIssuer('https://as.example', files)
  const all = ['http://localhost:9001/t1', 'http://localhost:9000', 'http://localhost:8780']
  assert.deepEqual(await former('https://as.example'), all, 'the newest first, and only issuers of this machine')
  assert.deepEqual(await former('http://localhost:9000'), [all[0], all[2]])
  await rememberIssuer('http://localhost:9000', files)
  assert.deepEqual(await former('http://localhost:1'), [all[1], all[0], all[2]])
  for (let port = 10_001; port < 10_030; port += 1) await rememberIssuer(`http://localhost:${port}`, files)
  const last = Array.from({ length: 10 }, (_, index) => `http://localhost:${10_029 - index}`)
  assert.deepEqual(await former('http://localhost:1'), last, 'as many as the server accepts')
  writeFileSync(files.file, 'nonsense https://evil.example http://evil.example http://localhost:5/ http://127.0.0.1:7\n')
  assert.deepEqual(await former('http://localhost:1'), ['http://127.0.0.1:7', 'http://localhost:8780'])
})
