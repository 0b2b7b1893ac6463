import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/**
 * Starts the web server of a client. Every address shows a page, and `visits` has the requests with their parameters, from
 * the query or from a form. `/on?to=` redirects to another address.
 */
export async function startSite() {
  const visits = []
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost')
    const form = new URLSearchParams(request.method === 'POST' ? await text(request) : '')
    if (pathname !== '/favicon.ico') {
      visits.push({ method: request.method, path: pathname, parameters: Object.fromEntries([...searchParams, ...form]) })
    }
    if (pathname === '/on') return response.writeHead(302, { location: searchParams.get('to') }).end()
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end('<!doctype html><html lang="en"><title>The site</title><h1>You are at the site of the client</h1></html>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    server.closeAllConnections()
    await once(server.close(), 'close')
  }
  return { origin: `http://127.0.0.1:${server.address().port}`, visits, stop }
}
