import document from './document.mjs'
import echo from './echo.mjs'
import read from './read.mjs'
import sign from './sign.mjs'

/** Answers each path as the Worker that serves only this path. */
export default {
  fetch(request, env) {
    const { pathname } = new URL(request.url)
    if (pathname === '/') return document.fetch(request, env)
    if (pathname === '/register') return echo.fetch(request)
    return pathname === '/token' ? sign.fetch(request, env) : read.fetch(request, env)
  },
}
