import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:https'
import { after, test } from 'node:test'
import { fetchTrusting, localCertificate } from '../../scripts/lib/local-certificate.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'

const folders = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
after(() => folders.forEach((folder) => folder.remove()))
const [first, second, third] = folders.map(({ path }) => path)

test('a certificate for this machine is made once, and again before it expires', async () => {
  const now = Date.now()
  const files = await localCertificate(first, now)
  const made = readFileSync(files.certificate, 'utf8')
  const certificate = new X509Certificate(made)
  for (const host of ['localhost', '127.0.0.1', '::1']) {
    assert.ok(certificate.checkHost(host) || certificate.checkIP(host), host)
  }
  assert.equal(certificate.checkHost('app.example'), undefined)
  assert.equal(certificate.ca, false)
  assert.equal(statSync(files.key).mode & 0o077, 0)
  await localCertificate(first, now + 363 * 86_400_000)
  assert.equal(readFileSync(files.certificate, 'utf8'), made)
  await localCertificate(first, now + 365 * 86_400_000)
  assert.notEqual(readFileSync(files.certificate, 'utf8'), made)
})

test('a document is fetched from a server with this certificate, and from no other', async () => {
  const files = await localCertificate(second)
  const options = { key: readFileSync(files.key), cert: readFileSync(files.certificate) }
  const server = createServer(options, (_, response) => response.end('{"a":1}')).listen(0, 'localhost')
  await once(server, 'listening')
  try {
    const url = `https://localhost:${server.address().port}/`
    const answer = await fetchTrusting(url, files)
    assert.deepEqual([answer.status, await answer.json()], [200, { a: 1 }])
    await assert.rejects(fetchTrusting(url, await localCertificate(third)))
  } finally {
    server.closeAllConnections()
    await once(server.close(), 'close')
  }
})
