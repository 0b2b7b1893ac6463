import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { mint } from '../../scripts/lib/master-secret.mjs'
import { freePort, ready } from '../../scripts/lib/ports.mjs'
import { end, output } from '../../scripts/lib/processes.mjs'
import { at, temporaryFolder, version } from '../../scripts/lib/project.mjs'
import { writeRelease } from '../../scripts/lib/release.mjs'
import { askWrangler, startWrangler } from '../../scripts/lib/wrangler.mjs'
import { register } from './support/http.mjs'

let folder, project, surroundings
before(() => {
  folder = temporaryFolder()
  project = writeRelease(folder.path)
  // As npm install would make it.
  symlinkSync(at('node_modules'), join(project, 'node_modules'))
  // Only Node is there: neither a compiler nor the tools of the build.
  const PATH = [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter)
  surroundings = { cwd: project, env: { PATH, WRANGLER_LOG_PATH: join(folder.path, 'logs'), XDG_CONFIG_HOME: folder.path } }
})
after(() => folder?.remove())

test('the archive has the project, and its digest', () => {
  const archive = `${project}.tar.gz`
  const files = output('tar', ['-tzf', archive]).split('\n')
  for (const file of ['wrangler.toml', 'worker/index.js', 'worker/index_bg.wasm', 'schema/0001_clients.sql', '.dev.vars.example', 'LICENSE']) {
    assert.ok(files.includes(`enrol-${version()}/${file}`), `${file} in ${files}`)
  }
  const digest = createHash('sha256').update(readFileSync(archive)).digest('hex')
  assert.equal(readFileSync(`${archive}.sha256`, 'utf8'), `${digest}  enrol-${version()}.tar.gz\n`)
})

test('a deployment from the project needs no compiler, and names no resource of another account', async () => {
  const { code, stdout, stderr } = await askWrangler(['deploy', '--dry-run'], { ...surroundings, limit: 120_000 })
  assert.equal(code, 0, stdout + stderr)
  for (const binding of ['env.DB', 'env.CACHE', 'env.REGISTRATION_LIMIT', 'env.ISSUER']) assert.ok(stdout.includes(binding), stdout)
  assert.doesNotMatch(readFileSync(join(project, 'wrangler.toml'), 'utf8'), /database_id|^id = |\[build\]/m)
})

test('the project serves on this machine without a compiler', async () => {
  const port = await freePort()
  const issuer = `http://localhost:${port}`
  writeFileSync(join(project, '.dev.vars'), `MASTER_SECRET="${mint('k1')}"\nISSUER="${issuer}"\nREGISTRATION_MODE="open"\n`)
  const migrated = await askWrangler(['d1', 'migrations', 'apply', 'DB', '--local'], { ...surroundings, limit: 120_000 })
  assert.equal(migrated.code, 0, migrated.stdout + migrated.stderr)
  const server = startWrangler(['dev', '--port', port, '--inspector-port', 0], { ...surroundings, stdio: 'ignore' })
  try {
    assert.equal(await ready(`${issuer}/.well-known/oauth-authorization-server`, server), 200)
    assert.equal((await register({ issuer })).status, 201)
  } finally {
    await end(server)
  }
})
