import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { at } from '../../../scripts/lib/project.mjs'

/** Lists the pages that people read, as paths from the project's folder. */
export function pages() {
  const names = readdirSync(at('docs'), { recursive: true }).filter((name) => name.endsWith('.md'))
  return ['README.md', ...names.sort().map((name) => join('docs', name))]
}

export const textOf = (page) => readFileSync(at(page), 'utf8')

/** Reads the fenced blocks of a page: the words after the fence, the lines between, and the number of the first line. */
export function blocksOf(text) {
  const blocks = []
  let open
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^ *```(.*)$/.exec(line)
    if (open && fence) {
      blocks.push(open)
      open = undefined
    } else if (open) open.lines.push(line)
    else if (fence) open = { info: fence[1].trim(), lines: [], line: index + 2 }
  }
  if (open) throw new Error(`the block at line ${open.line} is never closed`)
  return blocks
}

/** The commands that a page lets its reader paste, with the settings that it names before, and the answers that follow. */
export function stepsOf(text) {
  const steps = []
  let settings = []
  for (const { info, lines, line } of blocksOf(text)) {
    if (SETTINGS.includes(info)) settings.push({ file: info.split(' ')[1], lines })
    else if (info === 'sh') {
      steps.push({ lines, line, settings, answers: [] })
      settings = []
    } else if (ANSWERS.includes(info) && steps.length > 0) steps.at(-1).answers.push({ info, text: lines.join('\n') })
  }
  return steps
}

/** Blocks that the reader adds to a file of this name before the server starts. */
export const SETTINGS = ['ini .dev.vars', 'toml wrangler.toml']

/** Blocks that show what the commands before them print. */
export const ANSWERS = ['json', 'text']

/** The line that a page has for the server that `npm start` starts at its default port. */
export const BASE = 'BASE=http://localhost:8780'

/** The command that starts the server, in a terminal of its own. */
export const START = 'npm start'
