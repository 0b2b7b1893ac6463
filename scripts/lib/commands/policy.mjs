import { readFileSync } from 'node:fs'
import { adminApi } from '../admin-api.mjs'
import { date, Problem } from '../say.mjs'

const KINDS = ['attestation', 'certificate', 'open', 'statement', 'token', 'user']

export const commands = { list, show, draft, activate: step('activate'), shadow: step('shadow'), retire: step('retire'), replay }

async function list(query, options, kind, where = '--local', surroundings = {}) {
  if (kind !== undefined) checkKind(kind)
  const ask = await adminApi(options, where, surroundings)
  const json = []
  const path = kind === undefined ? '/policies' : `/policies/${kind}`
  for await (const { policies } of pages(ask, path)) json.push(...policies)
  return { json, text: json.map(textOf).join('\n') || 'there are no policies' }
}

async function show(query, options, name, where = '--local', surroundings = {}) {
  const path = pathOf(name)
  const ask = await adminApi(options, where, surroundings)
  const json = await answerTo(ask, path)
  return { json, text: `${textOf(json)}\n${JSON.stringify(json.document, null, 2)}` }
}

async function draft(query, options, kind, where = '--local', surroundings = {}) {
  checkKind(kind)
  const body = textOfFile(options.file)
  const ask = await adminApi(options, where, surroundings)
  const json = await answerTo(ask, `/policies/${kind}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return { json, text: `${textOf(json)}\nreplay ${json.kind}/${json.version} shows what it would change` }
}

function step(action) {
  return async (query, options, name, where = '--local', surroundings = {}) => {
    const path = pathOf(name)
    const ask = await adminApi(options, where, surroundings)
    const json = await answerTo(ask, `${path}/${action}`, { method: 'POST' })
    return { json, text: `${textOf(json)}\nit holds everywhere by ${time(json.in_force_by)}` }
  }
}

async function replay(query, options, name, where = '--local', surroundings = {}) {
  const path = `${pathOf(name)}/replay`
  const ask = await adminApi(options, where, surroundings)
  const json = { compared: 0, refused: 0, differences: [] }
  for await (const page of pages(ask, path, { method: 'POST' })) {
    json.compared += page.compared
    json.refused += page.refused
    json.differences.push(...page.differences)
  }
  const changed = json.differences.length - json.refused
  const lines = json.differences.map(({ client_id, changed, error_description }) =>
    `  ${client_id}  ${error_description ?? `changes ${changed.join(', ')}`}`)
  return { json, text: [`${json.compared} clients compared, ${json.refused} would be refused, ${changed} changed`, ...lines].join('\n') }
}

async function* pages(ask, path, init) {
  for (let after; ; ) {
    const page = await answerTo(ask, after === undefined ? path : `${path}?after=${encodeURIComponent(after)}`, init)
    yield page
    after = page.next
    if (after === undefined) return
  }
}

async function answerTo(ask, path, init) {
  const { status, body } = await ask(path, init)
  if (status < 300) return body
  const [{ pointer = '' } = {}] = body.errors ?? []
  throw new Problem(`the server answered ${status}: ${body.detail}${pointer.length > 1 ? ` (${pointer})` : ''}`)
}

const textOf = ({ kind, version, state, changed_at }) => `${kind}/${version}  ${state}  since ${date(changed_at)}`

const time = (seconds) => new Date(seconds * 1000).toISOString()

function checkKind(kind) {
  if (!KINDS.includes(kind)) throw new Problem(`name the kind of registrant: ${KINDS.join(', ')}`)
}

function pathOf(name = '') {
  const [kind, version, ...rest] = name.split('/')
  if (rest.length > 0 || !/^[1-9]\d*$/.test(version ?? '')) throw new Problem('name the version: KIND/NUMBER, such as open/3')
  checkKind(kind)
  return `/policies/${kind}/${version}`
}

function textOfFile(file) {
  if (file === undefined) throw new Problem('name the file with the document: --file FILE')
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new Problem(`--file: ${file} cannot be read`)
  }
}
