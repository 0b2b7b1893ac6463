import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { at } from '../../scripts/lib/project.mjs'
import { isLike, lastJson } from '../guides/support/answers.mjs'
import { ANSWERS, BASE, blocksOf, pages, SETTINGS, START, stepsOf, textOf } from '../guides/support/pages.mjs'

/**
 * Every kind of block that a page may have. Commands are `sh`; those for an account elsewhere are `sh account`, and those that need
 * what a browser shows are `sh browser`. The native tests read `http` and `json example`.
 */
const KINDS = ['sh', 'sh account', 'sh browser', ...SETTINGS, ...ANSWERS, 'go', 'http', 'java', 'js', 'json example', 'mermaid', 'toml']

const all = pages().map((page) => ({ page, text: textOf(page), blocks: blocksOf(textOf(page)) }))

test('README is short enough to be read', () => {
  assert.ok(statSync(at('README.md')).size <= 8192)
})

test('pages have no blocks of commands but those that are run or checked', () => {
  for (const { page, blocks } of all) {
    for (const { info, line } of blocks) assert.ok(KINDS.includes(info), `${page}, line ${line}: ${info}`)
  }
})

test('every block of commands is a script that bash can read', () => {
  for (const { page, blocks } of all) {
    for (const { lines, line } of blocks.filter(({ info }) => info.startsWith('sh'))) {
      const input = lines.join('\n')
      const options = { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] }
      assert.doesNotThrow(() => execFileSync('bash', ['-n'], options), `${page}, line ${line}`)
    }
  }
})

test('every page finds the server by BASE, which it sets once and first', () => {
  for (const { page, blocks } of all) {
    const lines = blocks.filter(({ info }) => info.startsWith('sh')).flatMap(({ lines }) => lines)
    const naming = lines.filter((line) => line.includes('BASE'))
    assert.equal(naming[0] ?? BASE, BASE, page)
    assert.equal(lines.filter((line) => /^BASE=|curl.*localhost:/.test(line)).length, Math.min(naming.length, 1), page)
  }
})

test('every answer that a page shows follows commands', () => {
  for (const { page, text, blocks } of all) {
    const shown = blocks.filter(({ info }) => ANSWERS.includes(info))
    const compared = stepsOf(text).flatMap(({ lines, answers }) => (lines.join() === START ? [] : answers))
    assert.equal(compared.length, shown.length, page)
  }
})

/** The relative links of a page, outside of its blocks and code. */
function linksOf(text) {
  const plain = text.replace(/```[^]*?```/g, '').replace(/`[^`\n]*`/g, '`')
  return [...plain.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target).filter((target) => !/^[a-z]+:/.test(target))
}

test('every link leads to a page, and to a heading of it', () => {
  for (const page of [...pages(), 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'benches/README.md']) {
    for (const target of linksOf(textOf(page))) {
      const [file, anchor] = target.split('#')
      const path = file === '' ? page : join(dirname(page), file)
      assert.ok(existsSync(at(path)), `${page} links to ${target}`)
      if (anchor !== undefined) assert.ok(anchorsOf(textOf(path)).includes(anchor), `${page} links to ${target}`)
    }
  }
})

test('README leads to every page', () => {
  const links = linksOf(textOf('README.md')).map((target) => target.split('#')[0])
  assert.deepEqual(pages().filter((page) => page !== 'README.md' && !links.includes(page)), [])
})

test('every message that a page quotes is one of the code', () => {
  const code = ['src', 'scripts'].flatMap((folder) => readdirSync(at(folder), { recursive: true }).map((name) => join(folder, name)))
  const texts = code.filter((name) => /\.(rs|mjs)$/.test(name)).map(textOf).join('\n').replace(/\s+/g, ' ')
  for (const page of ['docs/observability.md', 'docs/troubleshooting.md']) {
    const plain = textOf(page).replace(/```[^]*?```|`[^`\n]*`/g, '').replace(/\s+/g, ' ')
    const quotes = [...plain.matchAll(/"([^"]+)"/g)].map(([, quote]) => quote)
    assert.ok(quotes.length > 0, page)
    for (const part of quotes.flatMap((quote) => quote.split('...'))) assert.ok(texts.includes(part.trim()), `${page}: ${part}`)
  }
})

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(text) {
  const headings = [...text.replace(/```[^]*?```/g, '').matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading)
  return headings.map((heading) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'))
}

test('an answer is like the one that is shown where it has all of it', () => {
  const like = { a: 'x...z', b: [{ c: 1 }], d: null }
  assert.ok(isLike(like, { a: 'xyz', b: [{ c: 1, e: 2 }], d: null, f: true }))
  for (const other of [
    { a: 'xy', b: [{ c: 1 }], d: null },
    { a: 'xyz', b: [{ c: 2 }], d: null },
    { a: 'xyz', b: [{ c: 1 }, {}], d: null },
    { a: 'xyz', b: [{ c: 1 }] },
    [like],
    undefined,
  ]) {
    assert.ok(!isLike(like, other), JSON.stringify(other))
  }
})

test('the answer to the last command is the last JSON that was printed', () => {
  assert.deepEqual(lastJson('> note\n{"a":1}{"b":{"c":[1]}}\n'), { b: { c: [1] } })
  assert.deepEqual(lastJson('[{"a":1}]'), [{ a: 1 }])
  assert.equal(lastJson('{"a":1} and more'), undefined)
})
