import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Problem } from '../say.mjs'

const LONGEST_DOCUMENT = 256 * 1024 * 1024

/**
 * Returns the entries of an export: of JSON Lines one after the other, so that a file of any length needs little memory; of a
 * JSON document the elements of its list.
 */
export async function* entriesOf(path, input = createReadStream(path, 'utf8')) {
  let document
  let length = 0
  let isList = false
  for await (const line of linesOf(input, path)) {
    if (document !== undefined) {
      document.push(line)
      length += line.length
      if (length > LONGEST_DOCUMENT) throw tooLong(path)
    } else if (line.trim() !== '') {
      const entry = objectIn(line)
      if (entry === undefined || (!isList && listIn(entry) !== undefined)) {
        if (isList) throw new Problem(`${path} has a line that is no JSON object: ${line.slice(0, 20)}...`)
        document = [line]
        length = line.length
      } else {
        isList = true
        yield entry
      }
    }
  }
  if (document !== undefined) yield* elementsOf(document.join('\n'), path)
}

async function* linesOf(input, path) {
  try {
    yield* createInterface({ input, crlfDelay: Infinity })
  } catch (error) {
    throw new Problem(`${path} cannot be read: ${error.message}`)
  }
}

const tooLong = (path) => new Problem(`${path} is one JSON document of more than 256 MB: write one client on each line`)

function objectIn(line) {
  try {
    const value = JSON.parse(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

// A realm of Keycloak has `clients`, as a page of Auth0 has. The command line of Hydra prints `items`.
const listIn = (document) => [document, document.clients, document.items].find(Array.isArray)

function* elementsOf(text, path) {
  let document
  try {
    document = JSON.parse(text)
  } catch (error) {
    throw new Problem(`${path} is neither JSON nor JSON Lines: ${error.message}`)
  }
  const list = isObject(document) || Array.isArray(document) ? listIn(document) : undefined
  if (list === undefined) throw new Problem(`${path} has no list of clients`)
  yield* list
}
