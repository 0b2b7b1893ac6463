import { readdirSync, readFileSync } from 'node:fs'

/**
 * Whether all that is left of a process group is waiting to be reaped, which a container's init may never do.
 *
 * Without Linux's /proc nothing counts as a zombie.
 */
export function areZombies(group) {
  const states = processes().filter((one) => one.group === group)
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
    // The program's name stands before these in brackets, and may hold brackets and spaces itself.
    const [state, , group] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ')
    return { state, group: Number(group) }
  } catch {
    // It ended while the list was read.
    return { state: undefined, group: undefined }
  }
}
