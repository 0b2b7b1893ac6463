import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, ready } from '../../../scripts/lib/ports.mjs'
import { end, onPath, start } from '../../../scripts/lib/processes.mjs'
import { at, temporaryFolder } from '../../../scripts/lib/project.mjs'
import { postForm } from './mtls-proxy.mjs'

export const nginx = onPath('nginx')

/**
 * Starts nginx with the directives of docs/certificates.md, in front of the server at `target`.
 *
 * `authority` issues the certificates of the server and of clients, `revoked` is its list of revoked ones in PEM, and `secret`
 * proves the proxy.
 */
export async function startNginx({ target, server, authority, revoked, secret }) {
  const folder = temporaryFolder()
  const file = (name, text) => {
    writeFileSync(join(folder.path, name), text, { mode: 0o600 })
    return join(folder.path, name)
  }
  const port = await freePort()
  const files = {
    '/etc/nginx/authorities.pem': file('authorities.pem', authority.cert),
    '/etc/nginx/revoked.pem': file('revoked.pem', revoked),
  }
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${join(folder.path, kind)};`)
  const configuration = file('nginx.conf', `
    daemon off;
    master_process off;
    error_log stderr;
    pid ${join(folder.path, 'nginx.pid')};
    events {}
    http {
      access_log off;
      ${temporary.join('\n')}
      server {
        listen 127.0.0.1:${port} ssl;
        ssl_certificate ${file('server.pem', server.cert)};
        ssl_certificate_key ${file('server.key', server.key)};
        set $enrol_proxy_secret ${secret};
        ${directives().map((it) => Object.entries(files).reduce((text, [from, to]) => text.replace(from, to), it)).join('\n')}
        location / {
          proxy_pass ${target};
        }
      }
    }`)
  const child = start(nginx, ['-e', 'stderr', '-p', folder.path, '-c', configuration], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => (said = (said + chunk).slice(-10_000)))
  const stop = async () => {
    await end(child)
    folder.remove()
  }
  const origin = `https://localhost:${port}`
  const get = async (url) => ({ ...(await postForm(url, {}, { authority })), arrayBuffer: () => undefined })
  if ((await ready(`${origin}/token`, child, get)) === undefined) {
    await stop()
    throw new Error(`nginx does not answer:\n${said}`)
  }
  return { origin, stop }
}

/** The directives that the page shows, one in each line of a list. */
function directives() {
  const page = readFileSync(at('docs/certificates.md'), 'utf8')
  return [...page.matchAll(/^- `((?:ssl|proxy)_[^`]+;)`$/gm)].map(([, directive]) => directive)
}
