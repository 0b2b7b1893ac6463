import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { clients, initialAccessTokens, tombstones } from '../../benches/lib/database.mjs'
import { head, rows, whatLacks } from '../../benches/lib/page.mjs'
import { median, warm } from '../../benches/lib/rounds.mjs'
import { stream } from '../../benches/lib/stream.mjs'
import { Embedded, write } from '../../benches/lib/workerd.mjs'

test('a configuration is written as Cap\'n Proto reads it', () => {
  const place = (file) => `0-${file}`
  const written = [
    [{ name: 'http', address: undefined, http: {} }, '(name = "http", http = ())'],
    [{ json: '{"a":"\\"\n"}' }, '(json = "{\\"a\\":\\"\\\\\\"\\n\\"}")'],
    [[true, 'a'], '[true, "a"]'],
    [{ esModule: new Embedded('index.js') }, '(esModule = embed "0-index.js")'],
  ]
  for (const [value, expected] of written) assert.equal(write(value, place), expected)
})

test('a median is the middle value, or the mean of the two middle values', () => {
  assert.equal(median([10, 1, 2]), 2)
  assert.equal(median([10, 1, 2, 4]), 3)
})

test('a server is warmed up by a number of answers, within a time limit', async () => {
  const lengths = async (rate) => {
    const turns = []
    await warm(async (seconds) => ({ rate: turns.push(seconds) && rate }), { answers: 40_000, turns: 5, seconds: 4 })
    return turns
  }
  assert.deepEqual(await lengths(5000), [4, 4])
  assert.deepEqual(await lengths(4999), [4, 4, 4])
  assert.deepEqual(await lengths(700), [4, 4, 4, 4, 4])
})

test('a target is met by enough requests and by little enough time', () => {
  const measured = { name: 'Other', rate: 1000, p50: 1, p99: 2, cpu: 100 }
  const verdict = (ratios, targets) => cells(rows('read', [measured, { ...measured, ratios, targets }])[1]).at(-1)
  assert.equal(verdict({ rate: 0.9, cpu: 1.5 }, { rate: 0.9, cpu: 1.5 }), '≥ 0.9 ×: met, CPU ≤ 1.5 ×: met')
  assert.equal(verdict({ rate: 0.8, cpu: 1.6 }, { rate: 0.9, cpu: 1.5 }), '≥ 0.9 ×: missed, CPU ≤ 1.5 ×: missed')
  assert.equal(verdict({ rate: 0.8, cpu: 1.6 }, undefined), '')
  assert.equal(verdict({ rate: 1.1, cpu: 0.84 }, { grown: 1.2 }), 'grown ≤ 1.2 ×: met')
  assert.equal(verdict({ rate: 1.3, cpu: 0.83 }, { grown: 1.2 }), 'grown ≤ 1.2 ×: missed')
})

test('figures without CPU time, or with an invalid row, are not published', () => {
  assert.equal(whatLacks([{ cpu: 1 }, { cpu: 2 }]), undefined)
  assert.match(whatLacks([{ cpu: 1 }, { cpu: NaN }]), /^CPU time cannot be measured/)
  assert.equal(whatLacks([{ cpu: 1 }, { cpu: 1, refused: { 503: 7 } }]), 'a row is invalid')
})

test('the table shows the number of statements where they were counted', () => {
  const told = (measured) => cells(rows('read', [{ rate: 1, p50: 1, p99: 2, cpu: 1, ...measured }])[0])[6]
  assert.deepEqual([told({ statements: 0 }), told({ statements: 0.5 }), told({})], ['0', '0.5', ''])
})

test('different requests are each sent once, and an unexpected answer is counted', async () => {
  const seen = []
  const server = createServer((request, response) => {
    seen.push(request.url)
    response.writeHead(request.url.endsWith('7') ? 500 : 200).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${server.address().port}`
  const turn = async (last) => {
    let sent = 0
    const next = () => {
      if (sent === last) throw new Error('no more')
      return { path: `/${sent++}`, status: 200 }
    }
    return stream({ origin, pid: process.pid }, { next, connections: 2 }, 0.02)
  }
  const good = await turn(Infinity)
  assert.ok(good.statuses.expected > 0 && good.rate > 0 && good.p50 <= good.p99)
  assert.equal(good.isValid, good.statuses[500] === undefined)
  assert.equal(new Set(seen).size, seen.length)
  assert.equal(Object.values(good.statuses).reduce((sum, count) => sum + count), seen.length)
  await assert.rejects(turn(1), /no more/)
  server.close()
})

test('tokens are stored with few statements, and rows with one statement for each hundred thousand', async () => {
  const { tokens, statements } = await initialAccessTokens(401)
  assert.equal(new Set(tokens).size, 401)
  assert.deepEqual(statements.map((sql) => sql.split('), (').length), [200, 200, 1])
  assert.equal(clients(250_000).length, 3)
  assert.match(clients(250_000)[2], /n < 50000\)/)
  assert.match(tombstones(1)[0], /'{}', 1700000000, .*, 1700000000 FROM numbers$/)
})

test('a row with unexpected answers has no figures', () => {
  const [row] = rows('read', [{ name: 'Other', refused: { 429: 7 }, rate: 9999 }])
  assert.equal(cells(row).length, cells(head()[0]).length)
  assert.match(row, /invalid: {"429":7}/)
  assert.ok(!row.includes('9999'))
})

const cells = (line) => line.split('|').slice(1, -1).map((text) => text.trim())
