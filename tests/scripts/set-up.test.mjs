import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { freePort } from '../../scripts/lib/ports.mjs'
import { at, temporaryFolder } from '../../scripts/lib/project.mjs'
import { lackOfPrograms } from '../../scripts/lib/set-up.mjs'

const folder = temporaryFolder()
after(() => folder.remove())

test('all missing programs are reported at once, with the way to install them', () => {
  const lack = (platform, ...missing) => lackOfPrograms({ platform, has: (name) => !missing.includes(name) })
  assert.equal(lack('linux'), undefined)
  assert.match(lack('linux', 'rustup', 'cargo'), /^not on the PATH: rustup, cargo\n! .*https:\/\/rustup\.rs[^\n]*$/)
  assert.match(lack('linux', 'cc'), /^not on the PATH: cc\n! .*apt install build-essential.* Debian.*dnf install gcc.* Fedora$/)
  assert.match(lack('darwin', 'cc'), /^not on the PATH: cc\n! .*xcode-select --install$/)
  assert.match(lack('linux', 'rustup', 'cargo', 'cc'), /rustup, cargo, cc\n! .*rustup\.rs.*\n! .*build-essential/)
})

test('a missing C compiler is reported before anything is installed or built', async () => {
  const port = await freePort()
  const bin = join(folder.path, 'bin')
  mkdirSync(bin)
  for (const name of ['rustup', 'cargo']) symlinkSync(process.execPath, join(bin, name))
  for (const script of ['set-up', 'start', 'test']) {
    const env = { PATH: bin, PORT: String(port) }
    const { status, stderr, stdout } = spawnSync(process.execPath, [at('scripts', `${script}.mjs`)], { env, encoding: 'utf8' })
    assert.equal(status, 1, script)
    assert.match(stderr, /^! not on the PATH: cc\n/, script)
    assert.equal(stdout, '', script)
  }
})
