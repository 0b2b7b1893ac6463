import { randomInt } from 'node:crypto'
import { mint } from './lib/master-secret.mjs'

const today = new Date().toISOString().slice(0, 10).replaceAll('-', '')
// Two keys of one day must not share an id.
const letters = randomInt(36 ** 4).toString(36).padStart(4, '0')
console.log(mint(`k${today}${letters}`))
