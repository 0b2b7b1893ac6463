import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { output } from '../../scripts/lib/processes.mjs'
import { at } from '../../scripts/lib/project.mjs'
import { node } from '../../scripts/lib/wrangler.mjs'

const { packages } = JSON.parse(readFileSync(at('package-lock.json'), 'utf8'))
const { '': project, ...installed } = packages

test('the lock file pins every package by its digest, and names no registry', () => {
  const [first] = Object.keys(installed)
  assert.ok(first)
  for (const [name, { integrity, resolved, link }] of Object.entries(installed)) {
    assert.match(integrity ?? '', /^sha512-/, name)
    assert.equal(resolved, undefined, name)
    assert.equal(link, undefined, name)
  }
})

test('no package runs anything when it is installed, which could fetch what the lock file does not pin', () => {
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
