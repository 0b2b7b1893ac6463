import { commonOptions, groups } from './usage/index.mjs'

const WIDTH = 110

/** Explains everything, the commands of a group, or one command. */
export function helpOn(group, name) {
  if (name !== undefined) return helpOnCommand(group, name)
  return group === undefined ? overview() : helpOnGroup(group)
}

/** Returns the usage line of each command: of all commands, of a group, or of one command. */
export function usageLines(group, name) {
  if (group === undefined) return Object.keys(groups).flatMap((group) => usageLines(group))
  const { commands } = groups[group]
  const names = name === undefined ? Object.keys(commands) : [name]
  return names.map((name) => {
    const { argument, synopsis } = commands[name]
    return ['enrol', group, name, argument, synopsis].filter(Boolean).join(' ')
  })
}

function overview() {
  const all = Object.entries(groups)
  const width = Math.max(...usages(all).map((usage) => usage.length)) + 4
  const sections = all.map(([group, { title, commands }]) => {
    const lines = Object.entries(commands).map(([name, { about }]) => [`${group} ${name}`, summary(about)])
    return section(title, lines, width)
  })
  return [
    'Usage: npx --no-install enrol COMMAND [OPTIONS], in the folder of Enrol',
    ...sections,
    section('Options of every command', optionLines(commonOptions), width),
    'enrol token --help explains the commands for tokens, enrol token create --help explains one command.\n' +
      'Put -- before an argument that begins with two hyphens.',
  ].join('\n\n')
}

const usages = (all) => all.flatMap(([group, { commands }]) => Object.keys(commands).map((name) => `${group} ${name}`))

const summary = (about) => about.replace(/(?<=\.) .*/s, '')

function helpOnGroup(group) {
  const { title, about, commands } = groups[group]
  const each = Object.entries(commands).map(([name, command]) => {
    return `${usageLines(group, name)}\n  ${wrapped(command.about, 2)}`
  })
  return [title, wrapped(about), ...each, section('Options of every command', optionLines(commonOptions))].join('\n\n')
}

function helpOnCommand(group, name) {
  const { about, options } = groups[group].commands[name]
  const own = options ? [section('Options', optionLines(options))] : []
  const common = section('Options of every command', optionLines(commonOptions))
  return [...usageLines(group, name), wrapped(about), ...own, common].join('\n\n')
}

const optionLines = (options) =>
  Object.entries(options).map(([name, { value, about }]) => [`--${[name, value].filter(Boolean).join(' ')}`, about])

function section(title, lines, width = Math.max(...lines.map(([term]) => term.length)) + 4) {
  const rows = lines.map(([term, about]) => `  ${term}`.padEnd(width) + wrapped(about, width))
  return [`${title}:`, ...rows].join('\n')
}

function wrapped(text, indent = 0) {
  const lines = ['']
  for (const word of text.split(' ')) {
    if (lines.at(-1).length + word.length + 1 > WIDTH - indent) lines.push('')
    lines.push(`${lines.pop()} ${word}`.trimStart())
  }
  return lines.join(`\n${' '.repeat(indent)}`)
}
