import { register } from 'node:module'
import { pathToFileURL } from 'node:url'
import { takeNoted } from './registering.mjs'

// Replaces node:test by a module that records the tests and runs none.
const registering = JSON.stringify(new URL('registering.mjs', import.meta.url))
const hooks = `export const resolve = (name, context, next) =>
  name === 'node:test' ? { url: ${registering}, shortCircuit: true } : next(name, context)`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)

const tests = {}
for (const file of process.argv.slice(2)) {
  await import(pathToFileURL(file).href)
  tests[file] = takeNoted()
}
process.stdout.write(JSON.stringify(tests), () => process.exit())
