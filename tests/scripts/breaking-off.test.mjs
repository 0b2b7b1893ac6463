import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startWorker } from '../../benches/lib/workerd.mjs'
import { at } from '../../scripts/lib/project.mjs'
import { temporaryFolder } from '../../scripts/lib/temporary.mjs'

// In the runtime itself, where nobody may make the response to the request of another.
test('R49: when Rust breaks off every request that waits is told so in JSON', async (context) => {
  const folder = temporaryFolder()
  context.after(() => folder.remove())
  const empty = join(folder.path, 'empty.wasm')
  writeFileSync(empty, Buffer.from('\0asm\x01\0\0\0', 'latin1'))
  const own = ['worker.mjs', 'rust.mjs', 'host.mjs'].map((name) => [name, at('src/edge', name)])
  const standIns = { 'index.js': at('tests/scripts/support/rust-that-breaks.mjs'), 'index_bg.wasm': empty }
  const { origin, stop } = await startWorker({ modules: { ...Object.fromEntries(own), ...standIns } })
  context.after(stop)

  const waiting = [{}, { method: 'POST', body: '{}' }].map((its) => fetch(`${origin}/wait`, its))
  const howMany = async () => (await fetch(`${origin}/waiting`)).text()
  for (let tries = 0; tries < 1000 && (await howMany()) !== '2'; tries++);
  assert.equal(await howMany(), '2')
  const answers = [await fetch(`${origin}/break`), ...(await Promise.all(waiting))]
  for (const { status, headers } of answers) {
    assert.deepEqual([status, headers.get('content-type')], [500, 'application/json'])
    assert.equal(headers.get('cache-control'), 'no-store')
  }
  for (const answer of answers) assert.equal((await answer.json()).error, 'server_error')
})
