import { main } from './lib/say.mjs'
import { setUp } from './lib/set-up.mjs'
import { setUpTools } from './lib/tools.mjs'

main(async () => {
  await setUp()
  await setUpTools()
})
