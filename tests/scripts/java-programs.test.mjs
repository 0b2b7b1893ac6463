import assert from 'node:assert/strict'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkJars } from '../../scripts/lib/java-programs.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'

const LIST = `2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  a.jar
a1fce4363854ff888cff4b8e7875d600c2682390412a8cf79b37d0b11148b0fa  b.jar
`

test('jars are refused unless they are exactly those of the list', (context) => {
  const { path, remove } = temporaryFolder()
  context.after(remove)
  const a = join(path, 'a.jar')
  const b = join(path, 'b.jar')
  const refused = { message: /^the jars differ from jars\.sha256/ }
  writeFileSync(a, 'x')
  assert.throws(() => checkJars(path, LIST), refused)
  writeFileSync(b, 'y')
  checkJars(path, LIST)
  writeFileSync(b, 'z')
  assert.throws(() => checkJars(path, LIST), refused)
  writeFileSync(b, 'y')
  renameSync(b, join(path, 'c.jar'))
  assert.throws(() => checkJars(path, LIST), refused)
  renameSync(join(path, 'c.jar'), b)
  writeFileSync(join(path, 'c.jar'), '')
  assert.throws(() => checkJars(path, LIST), refused)
  rmSync(join(path, 'c.jar'))
  checkJars(path, LIST)
})
