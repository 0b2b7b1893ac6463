import { migrate } from './lib/database.mjs'
import { main } from './lib/say.mjs'

main(() => migrate(process.argv[2]))
