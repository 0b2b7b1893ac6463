import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { startElsewhere, TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { register } from './support/http.mjs'

const REDIRECT_URIS = ['https://a.example/cb', 'https://b.example/cb']
const MANNERS = {
  '/uris.json': (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(REDIRECT_URIS)),
}

let folder, elsewhere
before(async () => {
  folder = temporaryFolder()
  elsewhere = await startElsewhere(MANNERS)
})
after(async () => {
  await elsewhere?.stop()
  folder?.remove()
})

/** Registers at a new server with the same database and KV. */
async function registerAfresh() {
  const vars = { LOOPBACK_FETCH: 'on' }
  const enrol = await startEnrol({ vars, folder, env: TRUST })
  try {
    const sector_identifier_uri = `${elsewhere.origin}/uris.json`
    return await register(enrol, { redirect_uris: REDIRECT_URIS, sector_identifier_uri })
  } finally {
    await enrol.stop()
  }
}

test('Q18: an isolate finds the documents of another isolate in KV', async () => {
  assert.equal((await registerAfresh()).status, 201)
  assert.equal((await registerAfresh()).status, 201)
  assert.equal(elsewhere.asked.length, 1)
})
