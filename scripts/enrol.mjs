#!/usr/bin/env node
import { eventOf } from './lib/commands/audit.mjs'
import { readCommand } from './lib/command-line.mjs'
import { queryDatabase } from './lib/database.mjs'
import { main, printable } from './lib/say.mjs'
import { setUpNode } from './lib/set-up.mjs'

main(async () => {
  const { help, work, event, options, name, isJson, where } = readCommand(process.argv.slice(2))
  if (help) return console.log(help)
  // Standard output is for the result, which a program may read.
  await setUpNode(process.stderr)
  const query = (sql) => queryDatabase(sql, where)
  const result = await work(query, options, name, where)
  // The admin API writes the events of its steps itself.
  if (event && !result.isNoted) await query(eventOf(event, result))
  const shown = isJson ? JSON.stringify(result.json) : result.text
  if (shown !== undefined) console.log(printable(shown))
  if (result.isFailed) process.exitCode = 1
})
