import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { at } from '../../../scripts/lib/project.mjs'

/**
 * Writes the project's wrangler.toml, without the build step, and a .dev.vars of its own into a folder.
 *
 * wrangler reads the .dev.vars beside its configuration, so the project's own is neither needed nor seen.
 */
export function writeConfiguration(folder, settings) {
  const file = join(folder, 'wrangler.toml')
  writeFileSync(file, changed(readFileSync(at('wrangler.toml'), 'utf8')))
  const vars = Object.entries(settings).map(([name, value]) => `${name}='${value}'\n`)
  writeFileSync(join(folder, '.dev.vars'), vars.join(''), { mode: 0o600 })
  return file
}

const CHANGES = [
  [/^main = .*$/m, `main = ${JSON.stringify(at('build/index.js'))}`],
  [/^migrations_dir = .*$/m, `migrations_dir = ${JSON.stringify(at('schema'))}`],
  [/^\[build\]\n(?:[^[\n].*\n)*/m, ''],
]

function changed(toml) {
  for (const [pattern, replacement] of CHANGES) {
    if (!pattern.test(toml)) throw new Error(`wrangler.toml holds nothing that matches ${pattern}`)
    toml = toml.replace(pattern, replacement)
  }
  return toml
}
