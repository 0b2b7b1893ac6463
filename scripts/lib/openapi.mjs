import { readFileSync } from 'node:fs'
import { at } from './project.mjs'

// The description of the endpoints has them from the code.
const schemaOf = (name) => JSON.parse(readFileSync(at('openapi.json'), 'utf8')).components.schemas[name]

/** The names that values of a kind have. */
export const namesOf = (kind) => schemaOf(kind).enum

/** The members of client metadata, without what offers several values for one and what vouches for them. */
export const members = () => Object.keys(schemaOf('ClientMetadata').properties).filter((name) => !BESIDE.test(name))

const BESIDE = /_supported$|^software_statement$/
