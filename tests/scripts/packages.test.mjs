import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { output } from '../../scripts/lib/processes.mjs'
import { at, version } from '../../scripts/lib/project.mjs'
import { node } from '../../scripts/lib/wrangler.mjs'

const packagesOf = (lock) => JSON.parse(readFileSync(at(lock), 'utf8')).packages
const packages = packagesOf('package-lock.json')
const { '': project, ...installed } = packages

test('the lock file pins every package by its digest and names no registry', () => {
  const fetched = Object.entries(installed).filter(([name, { resolved }]) => name !== 'scripts' && resolved !== 'scripts')
  assert.equal(fetched.length, Object.keys(installed).length - 2)
  for (const [name, { integrity, resolved, link }] of fetched) {
    assert.match(integrity ?? '', /^sha512-/, name)
    assert.equal(resolved, undefined, name)
    assert.equal(link, undefined, name)
  }
})

for (const lock of ['examples/mcp-server/package-lock.json', 'tests/interop/node/package-lock.json']) {
  test(`${lock} does so too`, () => {
    const { '': folder, ...fetched } = packagesOf(lock)
    assert.ok(Object.values(folder.dependencies).every((version) => /^\d+\.\d+\.\d+$/.test(version)))
    for (const [name, { integrity, resolved }] of Object.entries(fetched)) {
      assert.match(integrity ?? '', /^sha512-/, name)
      assert.equal(resolved, undefined, name)
    }
  })
}

test('npx finds the command line in this folder without a registry', () => {
  const npx = ['--no-install', '--offline', 'enrol', '--version']
  assert.equal(output('npx', npx), `enrol ${version()}\n`)
  assert.equal(output('npx', npx, { cwd: at('docs') }), `enrol ${version()}\n`)
  assert.equal(output('npm', ['run', '--silent', 'enrol', '--', '--version']), `enrol ${version()}\n`)
})

test('no package has an install script, which could fetch files that the lock file does not pin', () => {
  const asked = output('npm', ['config', 'get', 'ignore-scripts'], { env: { PATH: process.env.PATH, HOME: process.env.HOME } })
  assert.equal(asked.trim(), 'true')
})

test('the lock file has the Node that runs wrangler for each kind of machine, in one version', () => {
  const kinds = Object.keys(project.optionalDependencies).map((name) => installed[`node_modules/${name}`])
  const machines = kinds.map(({ os, cpu }) => [os, cpu].flat().join(' ')).sort()
  assert.deepEqual(machines, ['darwin arm64', 'darwin x64', 'linux arm64', 'linux x64'])
  const versions = new Set([...kinds.map(({ version }) => version), output(node, ['--version']).trim().slice(1)])
  assert.equal(versions.size, 1)
})
