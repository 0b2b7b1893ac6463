import { mintKey } from './lib/master-secret.mjs'

console.log(mintKey())
