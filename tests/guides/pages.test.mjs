import { test } from 'node:test'
import { runPage } from './support/page.mjs'
import { pages, stepsOf, textOf } from './support/pages.mjs'

const hasCommands = (page) => stepsOf(textOf(page)).length > 0

for (const page of pages().filter((page) => !page.startsWith('docs/guides/') && hasCommands(page))) {
  test(`the commands of ${page} work as they are pasted`, () => runPage(page))
}
