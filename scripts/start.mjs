import { writeDevVars } from './lib/master-secret.mjs'
import { isFree } from './lib/ports.mjs'
import { ready } from './lib/ready.mjs'
import { main, Problem, say } from './lib/say.mjs'
import { setUp } from './lib/set-up.mjs'
import { setUpTools } from './lib/tools.mjs'
import { build, isBuilt } from './lib/wasm.mjs'
import { runWranglerQuietly, startWrangler } from './lib/wrangler.mjs'

const port = Number(process.env.PORT ?? 8787)
const origin = `http://localhost:${port}`

main(async () => {
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Problem(`PORT=${process.env.PORT} is not a port`)
  await checkPort()
  await setUp()
  if (!isBuilt()) await build(await setUpTools())
  if (writeDevVars()) say('wrote .dev.vars with a fresh MASTER_SECRET')
  say('applying schema/ to the local database')
  const code = await runWranglerQuietly(['d1', 'migrations', 'apply', 'DB', '--local'])
  if (code !== 0) throw new Problem('the migrations failed')
  await checkPort()
  await serve()
})

async function checkPort() {
  if (!(await isFree(port))) throw new Problem(`port ${port} is in use: end what listens there, or PORT=8788 npm start`)
}

async function serve() {
  say(`starting wrangler dev on ${origin}`)
  const server = startWrangler(['dev', '--port', port, '--inspector-port', 0, '--var', `ISSUER:${origin}`])
  const isUp = await ready(`${origin}/.well-known/oauth-authorization-server`, server, ({ status }) => status === 200)
  if (!isUp) throw new Problem('the server did not come up')
  console.log(`
Enrol is ready at ${origin}. Register a client:

  curl -s ${origin}/register -H 'content-type: application/json' -d '{"client_name":"My app","redirect_uris":["https://app.example/callback"]}'

Ctrl-C ends it.
`)
  await server.gone
  throw new Problem('wrangler dev ended')
}
