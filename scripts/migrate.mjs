import { migrate } from './lib/migrate.mjs'
import { main } from './lib/say.mjs'

main(() => migrate(process.argv[2]))
