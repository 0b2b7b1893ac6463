import { main } from './lib/say.mjs'
import { setUp } from './lib/set-up.mjs'
import { setUpTools } from './lib/tools.mjs'
import { build, isBuilt } from './lib/wasm.mjs'

main(async () => {
  // wrangler runs this before every start and deploy: it must cost nothing when there is nothing to do.
  if (isBuilt()) return
  await setUp()
  await build(await setUpTools())
})
