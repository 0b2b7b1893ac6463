import { adminApi } from '../admin-api.mjs'
import { entriesOf } from '../imports/entries.mjs'
import { readEntry, servers } from '../imports/index.mjs'
import { printable, Problem } from '../say.mjs'

// The body of a request is at most 64 KiB unless BODY_LIMIT_BYTES says otherwise, and the smallest plan permits 50 statements:
// four for each client, and some for the caller.
const MOST_LINES = 11
const MOST_BYTES = 48 * 1024

/** Imports the clients of a file, a few with each request. */
export async function importClients(query, options, file, where = '--local', surroundings = {}) {
  const { from } = options
  if (!servers.includes(from)) throw new Problem(`--from must be one of ${servers.join(', ')}`)
  if (!file) throw new Problem('name the file with the clients')
  const ask = await adminApi(options, where, surroundings)
  const tally = { created: 0, exists: 0, refused: [], secrets: [], dropped: [] }
  const show = progress(surroundings.stderr ?? process.stderr)
  try {
    for await (const batch of batches(entriesOf(file, surroundings.input), from, tally)) {
      await sendBatch(ask, from, batch, tally)
      show(`${tally.created + tally.exists} clients, ${tally.refused.length} refused`)
    }
  } catch (error) {
    const done = tally.created + tally.exists
    if (error instanceof Problem && done > 0) error.message += `\n  ${done} clients are imported: run the same command again to go on`
    throw error
  } finally {
    show()
  }
  return { json: tally, text: reportOf(tally), isFailed: tally.refused.length > 0 }
}

async function* batches(entries, from, tally) {
  let [batch, bytes, number] = [[], 0, 0]
  for await (const entry of entries) {
    number += 1
    const { client, client_id = client?.client_id, refusal } = readEntry(from, entry)
    if (refusal !== undefined) {
      tally.refused.push({ entry: number, client_id, reason: refusal })
      continue
    }
    const line = JSON.stringify(client)
    const length = Buffer.byteLength(line) + 1
    if (batch.length > 0 && (batch.length >= MOST_LINES || bytes + length > MOST_BYTES)) {
      yield batch
      ;[batch, bytes] = [[], 0]
    }
    batch.push({ number, client_id, line })
    bytes += length
  }
  if (batch.length > 0) yield batch
}

async function sendBatch(ask, from, batch, tally) {
  const body = batch.map(({ line }) => `${line}\n`).join('')
  const headers = { 'content-type': 'application/x-ndjson' }
  const { status, body: answer } = await ask(`/client-imports?from=${from}`, { method: 'POST', headers, body })
  if (status === 413 && batch.length === 1) {
    const [{ number, client_id }] = batch
    return void tally.refused.push({ entry: number, client_id, reason: 'is longer than BODY_LIMIT_BYTES permits' })
  }
  if (status === 413) {
    for (const one of batch) await sendBatch(ask, from, [one], tally)
    return
  }
  if (status !== 200) throw new Problem(`the server answered ${status}: ${answer.detail ?? answer.error_description}`)
  for (const { line, ...result } of answer.results) note(result, batch[line - 1], tally)
}

function note({ result, client_id, secret, dropped = [], error_description: reason }, { number }, tally) {
  if (result === 'refused') return void tally.refused.push({ entry: number, client_id, reason })
  tally[result] += 1
  if (secret === 'derived') tally.secrets.push(client_id)
  for (const { error_description } of dropped) tally.dropped.push({ client_id, reason: error_description })
}

function reportOf({ created, exists, refused, secrets, dropped }) {
  const lines = [`${created} created, ${exists} existed before, ${refused.length} refused`]
  const section = (title, entries) => {
    if (entries.length > 0) lines.push('', `${title}:`, ...entries.map((entry) => `  ${entry}`))
  }
  section('refused', refused.map(({ entry, client_id, reason }) => `entry ${entry}  ${client_id ?? '-'}  ${reason}`))
  section('values that were not taken over', dropped.map(({ client_id, reason }) => `${client_id}  ${reason}`))
  section('clients whose secret is not in the file: renew it, and give the client the new one', secrets)
  return lines.join('\n')
}

const AT_ONCE = 4

/** Writes all clients as JSON Lines. */
export async function exportClients(query, options, name, where = '--local', surroundings = {}) {
  const ask = await adminApi(options, where, surroundings)
  const { write = (line) => process.stdout.write(line) } = surroundings
  const show = progress(surroundings.stderr ?? process.stderr)
  let [count, after] = [0, '']
  do {
    const query = new URLSearchParams({ limit: '200', ...(after && { after }) })
    const { status, body: page } = await ask(`/clients?${query}`)
    if (status !== 200) throw new Problem(`the server answered ${status}: ${page.detail}`)
    const ids = page.clients.filter(({ state }) => state !== 'deleted').map(({ client_id }) => client_id)
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const clients = await Promise.all(ids.slice(at, at + AT_ONCE).map((id) => inspect(ask, id)))
      for (const client of clients.filter(Boolean)) {
        write(`${printable(JSON.stringify(client))}\n`)
        count += 1
      }
      show(`${count} clients`)
    }
    if (page.next && page.next === after) throw new Problem('the server repeats itself')
    after = page.next
  } while (after)
  show()
  return { json: { clients: count } }
}

async function inspect(ask, id) {
  const { status, body } = await ask(`/clients/${encodeURIComponent(id)}`)
  const { client_id, metadata, ...facts } = body
  // It was deleted meanwhile.
  if (status === 404 || metadata === undefined) return undefined
  if (status !== 200) throw new Problem(`the server answered ${status} for ${id}: ${body.detail}`)
  return { client_id, ...metadata, enrol: facts }
}

/** Returns a function that shows a line on a terminal in place of the line before, and without a line ends the last one. */
function progress(stream) {
  let isShown = false
  return (line) => {
    if (!stream.isTTY) return
    if (line !== undefined) stream.write(`\r> ${line}\x1b[K`)
    else if (isShown) stream.write('\n')
    isShown = line !== undefined
  }
}
