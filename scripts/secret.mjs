import { mint } from './lib/master-secret.mjs'

const today = new Date().toISOString().slice(0, 10).replaceAll('-', '')
console.log(mint(`k${today}`))
