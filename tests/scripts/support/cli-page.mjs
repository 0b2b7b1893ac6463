import { usageLines } from '../../../scripts/lib/help.mjs'
import { commonOptions, groups, npmScripts } from '../../../scripts/lib/usage/index.mjs'

const HEAD = `# Command line

Run \`npx --no-install enrol COMMAND\` in the folder of Enrol, after \`npm start\` or \`npm run setup\` has run once.
\`npm run --silent enrol -- COMMAND\` does the same. In other folders, \`npx\` looks for another program of this name.

- Commands use the local database. With \`--remote\` they use the deployed database, and never wait for a login.
- A command that fails ends with status 1 and says why. The texts of \`--help\` are those of this page.
- Put \`--\` before an argument that begins with two hyphens.
`

/** Makes docs/reference/cli.md from the usage texts. */
export const cliPage = () =>
  [
    HEAD,
    table('Command', 'Use', Object.keys(groups).flatMap(indexOf)),
    `## Options of every command\n\n${optionsIn(commonOptions)}`,
    ...Object.entries(groups).map(sectionOf),
    `## npm scripts\n\n${table('Script', 'Use', Object.values(npmScripts).map(({ synopsis, about }) => [`\`${cell(synopsis)}\``, cell(about)]))}`,
  ].join('\n')

const indexOf = (group) =>
  Object.entries(groups[group].commands).map(([name, { about }]) => [
    `[\`${group} ${name}\`](#${group}-${name})`,
    cell(about.replace(/(?<=\.) .*/s, '')),
  ])

const sectionOf = ([group, { title, about, commands }]) =>
  [`## ${title}\n\n${about}\n`, ...Object.entries(commands).map(([name, command]) => commandIn(group, name, command))].join('\n')

const commandIn = (group, name, { about, options }) =>
  [`### ${group} ${name}\n\n\`${usageLines(group, name)}\`\n\n${about}\n`, ...(options ? [optionsIn(options)] : [])].join('\n')

const optionsIn = (options) =>
  table(
    'Option',
    'Meaning',
    Object.entries(options).map(([name, { value, about }]) => [`\`--${[name, value].filter(Boolean).join(' ')}\``, cell(about)]),
  )

const table = (first, second, rows) =>
  [`| ${first} | ${second} |`, '| --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`), ''].join('\n')

// A vertical bar would end the cell, in code too.
const cell = (text) => text.replaceAll('|', '\\|')
