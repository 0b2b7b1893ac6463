import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { at } from '../../scripts/lib/project.mjs'

const FOLDERS = ['benches', 'check', 'docs', 'examples', 'fuzz', 'schema', 'scripts', 'seal', 'src', 'testing', 'tests']

/** Returns the files of the project with one of these endings, without the files that tools install or build. */
function filesWith(endings) {
  const inFolders = FOLDERS.flatMap((name) => readdirSync(at(name), { recursive: true }).map((file) => join(name, file)))
  const all = [...readdirSync(at('.')), ...inFolders]
  return all.filter((file) => endings.test(file) && !/(^|\/)(node_modules|target|\.\w+)\//.test(file))
}

test('no text holds two versions of a passage that git could not merge', () => {
  const files = filesWith(/\.(md|mjs|rs|sql|toml)$/)
  assert.ok(files.length > 100)
  assert.deepEqual(files.filter((file) => /^(<{7}|>{7}) /m.test(readFileSync(at(file), 'utf8'))), [])
})

// No tool writes such a file, so there are no exceptions.
test('no source file has more than 300 lines', () => {
  const files = filesWith(/\.(css|go|java|js|mjs|py|rs|ts)$/)
  assert.ok(files.length > 1000, `${files.length}`)
  const linesOf = (file) => readFileSync(at(file), 'utf8').split('\n').length - 1
  assert.deepEqual(files.filter((file) => linesOf(file) > 300).map((file) => `${file}: ${linesOf(file)}`), [])
})
