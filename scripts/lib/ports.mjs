import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { Problem } from './say.mjs'

// Below the ports that systems give to whoever asks for any port: nobody is given one of these by chance. Above the last
// one that fetch refuses to ask, which is 10080.
export const FIRST_PORT = 10_081
const END_OF_PORTS = 32_768

/** The port that `npm start` serves at. */
export function chosenPort({ PORT } = process.env) {
  const port = Number(PORT ?? 8787)
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Problem(`PORT=${PORT} is not a port`)
  return port
}

/** A port nobody listens on now, at either address of localhost. */
export async function freePort() {
  for (;;) {
    const port = randomInt(FIRST_PORT, END_OF_PORTS)
    if (await isFree(port)) return port
  }
}

export async function isFree(port) {
  const free = await Promise.all(['127.0.0.1', '::1'].map((host) => listen(host, port).then(Boolean, isUnavailable)))
  return free.every(Boolean)
}

// A machine without IPv6 has no ::1 to listen on, which leaves the port free.
const isUnavailable = (error) => error.code !== 'EADDRINUSE'

async function listen(host, port) {
  const server = createServer().listen(port, host)
  await once(server, 'listening')
  await once(server.close(), 'close')
  return port
}
