import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { at } from '../../scripts/lib/project.mjs'
import { groups, npmScripts } from '../../scripts/lib/usage/index.mjs'
import { cliPage } from './support/cli-page.mjs'

const PAGE = at('docs/reference/cli.md')

test('the page of the command line has the texts of the help', () => {
  if (process.env.ENROL_WRITE_REFERENCE) writeFileSync(PAGE, cliPage())
  assert.ok(existsSync(PAGE) && readFileSync(PAGE, 'utf8') === cliPage(), 'cli.md is not current: npm run reference')
})

test('the page has every command with its options, and every npm script', () => {
  const page = cliPage()
  for (const [group, { commands }] of Object.entries(groups)) {
    for (const [name, { options = {} }] of Object.entries(commands)) {
      const [, section] = page.split(`### ${group} ${name}\n`)
      const own = section.split('\n#')[0]
      assert.ok(own.startsWith(`\n\`enrol ${group} ${name}`), `${group} ${name}`)
      for (const option of Object.keys(options)) assert.ok(own.includes(`\`--${option}`), `${group} ${name} ${option}`)
    }
  }
  for (const name of Object.keys(npmScripts)) assert.match(page, new RegExp(`npm (run )?${name}\\b`), name)
})
