import { checkDeployed } from './lib/check.mjs'
import { main, Problem, say } from './lib/say.mjs'
import { setUp } from './lib/set-up.mjs'
import { setUpTools } from './lib/tools.mjs'
import { build, isBuilt, isThere, sizes } from './lib/wasm.mjs'

const { ENROL_CHECK, WRANGLER_COMMAND = '' } = process.env

main(async () => {
  await buildWorker()
  const isDeployed = /^(deploy|versions upload)$/.test(WRANGLER_COMMAND)
  if (isDeployed && ENROL_CHECK !== 'off') await checkDeployed()
})

async function buildWorker() {
  // wrangler runs this before every start and deployment, so an up-to-date build must cost nothing.
  if (isBuilt()) return say(`up to date: ${sizes().text}`)
  await setUp()
  try {
    await build(await setUpTools())
  } catch (error) {
    // wrangler dev would hide the message of the compiler in a stack trace, and serve the last build anyway.
    if (!(error instanceof Problem) || WRANGLER_COMMAND !== 'dev' || !isThere()) throw error
    console.error(`! ${error.message}; wrangler dev goes on with the last build`)
  }
}
