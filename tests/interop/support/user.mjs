import { once } from 'node:events'
import { createServer } from 'node:http'
import { authorize, browserOf, createUser } from '../../e2e/support/sign-in.mjs'

/**
 * Starts a user whom programs of other languages send to an authorization request: GET with the address as `url`. The answer
 * is the redirection back to the client: its `location`, and the parameters in it. `asked` counts the requests.
 */
export async function startUser(enrol) {
  const alice = createUser(enrol)
  let asked = 0
  const server = createServer(async (request, response) => {
    asked += 1
    const url = new URL(request.url, 'http://localhost').searchParams.get('url')
    const [status, answer] = await authorize(browserOf(enrol), url, alice).then(
      ({ location, pages, ...parameters }) => [200, { location: location.href, pages, ...parameters }],
      ({ message }) => [500, { message }],
    )
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const stop = async () => {
    server.closeAllConnections()
    await once(server.close(), 'close')
  }
  return { url: `http://localhost:${server.address().port}/`, sub: alice.sub, asked: () => asked, stop }
}
