// Stands in for Rust: waits for as long as it is asked to, tells how many wait, or breaks off.
import { wait } from './rust.mjs'

export const Arrival = { Whole: 0, Broken: 1, TooLarge: 2 }
export const initSync = () => {}
export const fieldNames = () => ''
export const bodyLimit = () => 1000
export const give = () => {}
export const sweep = () => {}
export const __wbg_reset_state = () => {}

let waiting = 0

export function answer(_env, request) {
  const { pathname } = new URL(request.url)
  if (pathname === '/break') throw new Error('unreachable')
  if (pathname === '/waiting') return new Response(String(waiting))
  waiting++
  // Longer than any test: who waits for nothing at all is taken for one that hangs.
  wait(scheduler.wait(60_000), waiting, 0)
  return waiting
}
