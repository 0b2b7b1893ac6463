import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs'
import { constants as os } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { at } from './project.mjs'
import { progress } from './say.mjs'

const running = new Set()
const GRACE_MS = 3000

/** Starts a program in its own process group, so that `end` reaches its children too. */
export function start(command, args, { env = {}, cwd = at(), stdio = 'inherit' } = {}) {
  const child = spawn(command, args, { cwd, stdio, env: { ...process.env, ...env }, detached: true })
  child.gone = once(child, 'close').catch((error) => [error.code]).then(unlessEnding)
  running.add(child)
  return child
}

/** Stops a program and its children, and waits until they are gone. */
export async function end(child) {
  running.delete(child)
  // The program gets the signal first, so that it can stop and reap its children: the init of a container may never reap.
  for (const tell of [() => child.kill('SIGTERM'), () => signal(child, 'SIGTERM')]) {
    tell()
    if (await isGone(child)) return
  }
  signal(child, 'SIGKILL')
  await isGone(child)
}

async function isGone(child) {
  for (const until = performance.now() + GRACE_MS; performance.now() < until; await after(20)) {
    if (!signal(child, 0) || areZombies(child.pid)) return true
  }
  return false
}

/** Runs a program to its end; returns its exit code, or null if a signal or the `limit` in milliseconds stopped it. */
export async function run(command, args, { limit, ...options } = {}) {
  return finished(start(command, args, options), limit)
}

/**
 * Runs a program to its end, as `run` does, and shows its output only if it fails.
 *
 * The line `saying` appears on the stream `on`, after `patience` milliseconds.
 */
export async function runQuietly(command, args, { saying, on, patience, limit, ...options } = {}) {
  const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  if (saying) progress(saying, child, on, patience)
  const output = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk))
  const code = await finished(child, limit)
  if (code !== 0) process.stderr.write(Buffer.concat(output))
  return code
}

async function finished(child, limit) {
  const timer = limit && setTimeout(() => end(child), limit)
  const [code] = await child.gone
  clearTimeout(timer)
  running.delete(child)
  return code
}

/** Runs a program and returns its standard output; `undefined` if it fails. */
export function output(command, args, options) {
  const { status, stdout } = spawnSync(command, args, { cwd: at(), encoding: 'utf8', ...options })
  return status === 0 ? stdout : undefined
}

/** Returns the path of a program; `undefined` if it is not installed. */
export function onPath(name) {
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name))
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function signal(child, name) {
  try {
    return child.pid !== undefined && process.kill(-child.pid, name)
  } catch {
    return false
  }
}

/**
 * Returns whether all processes of a group have ended and wait to be reaped, which the init of a container may never do.
 *
 * Without /proc, which only Linux has, no process counts as ended.
 */
function areZombies(group) {
  const states = processes().filter((process) => process.group === group)
  return states.length > 0 && states.every(({ state }) => state === 'Z')
}

function processes() {
  try {
    return readdirSync('/proc').filter(Number).map(stat)
  } catch {
    return []
  }
}

function stat(pid) {
  try {
    // The name of the program comes first, in brackets; it can contain brackets and spaces.
    const [state, , group] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ')
    return { state, group: Number(group) }
  } catch {
    // The process ended while the list was read.
    return { state: undefined, group: undefined }
  }
}

let ending = false

// After a signal, nobody learns that a program has ended, so that nothing more is started or printed.
const unlessEnding = (result) => (ending ? new Promise(() => {}) : result)

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // The terminal sends a signal, and npm sends it again.
  process.on(name, async () => {
    if (ending) return
    ending = true
    await Promise.all([...running].map(end))
    process.exit(128 + os.signals[name])
  })
}
process.on('exit', () => running.forEach((child) => signal(child, 'SIGKILL')))
