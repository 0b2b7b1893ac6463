import { readFileSync } from 'node:fs'
import { adminApi } from './admin-api.mjs'
import { date, Problem } from './say.mjs'

/**
 * Returns the commands for the versions of a collection at the admin API. `path` is its path, `list` and `noun` are the names of its
 * members in answers, `check` throws for a name that no entry has, `example` is the name of a version for messages, and `next` is a sentence
 * after a draft.
 */
export function versionCommands({ path, list: members, noun, check, example, none, next }) {
  const textOf = ({ [noun]: name, version, state = 'in the settings', changed_at }) =>
    [version === undefined ? name : `${name}/${version}`, state, ...(changed_at === undefined ? [] : [`since ${date(changed_at)}`])].join('  ')

  const of = (name) => `${path}/${encodeURIComponent(name)}`

  function pathOf(name = '') {
    const slash = name.lastIndexOf('/')
    const [entry, number] = [name.slice(0, Math.max(slash, 0)), name.slice(slash + 1)]
    if (entry === '' || !/^[1-9]\d*$/.test(number)) throw new Problem(`name the version: ${example}`)
    check(entry)
    return `${of(entry)}/${number}`
  }

  async function list(query, options, name, where = '--local', surroundings = {}) {
    if (name !== undefined) check(name)
    const ask = await adminApi(options, where, surroundings)
    const json = []
    for await (const page of pages(ask, name === undefined ? path : of(name))) json.push(...page[members])
    return { json, text: json.map(textOf).join('\n') || none }
  }

  async function show(query, options, name, where = '--local', surroundings = {}) {
    const at = pathOf(name)
    const ask = await adminApi(options, where, surroundings)
    const json = await answerTo(ask, at)
    return { json, text: `${textOf(json)}\n${JSON.stringify(json.document, null, 2)}` }
  }

  async function draft(query, options, name, where = '--local', surroundings = {}) {
    check(name)
    const body = textOfFile(options.file)
    const ask = await adminApi(options, where, surroundings)
    const json = await answerTo(ask, of(name), { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    return { json, text: `${textOf(json)}\n${next(`${json[noun]}/${json.version}`)}` }
  }

  const step = (action) => async (query, options, name, where = '--local', surroundings = {}) => {
    const at = pathOf(name)
    const ask = await adminApi(options, where, surroundings)
    const json = await answerTo(ask, `${at}/${action}`, { method: 'POST' })
    return { json, text: `${textOf(json)}\nit holds everywhere by ${time(json.in_force_by)}` }
  }

  return { list, show, draft, step, pathOf }
}

/** Asks for a list, page after page. */
export async function* pages(ask, path, init) {
  for (let after; ; ) {
    const page = await answerTo(ask, after === undefined ? path : `${path}?after=${encodeURIComponent(after)}`, init)
    yield page
    after = page.next
    if (after === undefined) return
  }
}

/** Returns the body of an answer; throws the problem that the server tells. */
export async function answerTo(ask, path, init) {
  const { status, body } = await ask(path, init)
  if (status < 300) return body
  const [{ pointer = '' } = {}] = body.errors ?? []
  throw new Problem(`the server answered ${status}: ${body.detail}${pointer.length > 1 ? ` (${pointer})` : ''}`)
}

const time = (seconds) => new Date(seconds * 1000).toISOString()

function textOfFile(file) {
  if (file === undefined) throw new Problem('name the file with the document: --file FILE')
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new Problem(`--file: ${file} cannot be read`)
  }
}
