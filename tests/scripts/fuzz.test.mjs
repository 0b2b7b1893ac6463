import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { test } from 'node:test'
import { at } from '../../scripts/lib/project.mjs'

// libFuzzer ends at once if a folder that it is given does not exist, and with it the whole run.
test('every fuzz target has a program, a dictionary, and some small inputs to begin with', () => {
  const targets = readdirSync(at('fuzz/targets')).map((file) => file.replace(/\.rs$/, ''))
  const programs = [...readFileSync(at('fuzz/Cargo.toml'), 'utf8').matchAll(/^path = "targets\/(\w+)\.rs"$/gm)]
  assert.deepEqual(
    programs.map(([, name]) => name),
    targets,
  )
  assert.deepEqual(readdirSync(at('fuzz/corpus')), targets)
  for (const target of targets) {
    assert.ok(existsSync(at(`fuzz/dictionaries/${target}.dict`)), target)
    const inputs = readdirSync(at('fuzz/corpus', target))
    assert.ok(inputs.length > 0 && inputs.length <= 30, `${target}: ${inputs.length} inputs`)
    for (const input of inputs) assert.ok(statSync(at('fuzz/corpus', target, input)).size <= 16_384, input)
  }
})
