import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { at } from '../../../scripts/lib/project.mjs'

/**
 * Writes the wrangler.toml of the project, without the build step, and a new .dev.vars into a folder.
 *
 * wrangler reads the .dev.vars beside its configuration, so that of the project is not used. `limits` replace the limits
 * of bindings by their names. `hook` is the wrangler.toml of the Worker that is bound as `HOOK`. The dataset that
 * wrangler.toml shows in a comment is bound, unless a setting has its name.
 */
export function writeConfiguration(folder, settings, limits = {}, hook = undefined) {
  const file = join(folder, 'wrangler.toml')
  const of = ([name, limit]) => [new RegExp(`(?<=^name = "${name}"\\n.*\\nsimple = \\{ limit = )\\d+`, 'm'), limit]
  const changes = [...CHANGES, ...('ANALYTICS' in settings ? [] : [DATASET]), ...Object.entries(limits).map(of)]
  writeFileSync(file, changed(readFileSync(at('wrangler.toml'), 'utf8'), changes) + (hook ? bindingOf(hook) : ''))
  const vars = Object.entries(settings).map(([name, value]) => `${name}='${value}'\n`)
  writeFileSync(join(folder, '.dev.vars'), vars.join(''), { mode: 0o600 })
  return file
}

function bindingOf(hook) {
  const [, name] = /^name = "(.*)"$/m.exec(readFileSync(hook, 'utf8'))
  return `\n[[services]]\nbinding = "HOOK"\nservice = "${name}"\n`
}

const DATASET = [/^# \[\[analytics_engine_datasets\]\]\n# (binding = .*)\n# (dataset = .*)$/m, '[[analytics_engine_datasets]]\n$1\n$2']

const CHANGES = [
  [/^main = .*$/m, `main = ${JSON.stringify(at('build/index.js'))}`],
  [/^migrations_dir = .*$/m, `migrations_dir = ${JSON.stringify(at('schema'))}`],
  [/^\[build\]\n(?:[^[\n].*\n)*/m, ''],
]

function changed(toml, changes) {
  for (const [pattern, replacement] of changes) {
    if (!pattern.test(toml)) throw new Error(`wrangler.toml holds nothing that matches ${pattern}`)
    toml = toml.replace(pattern, replacement)
  }
  return toml
}
