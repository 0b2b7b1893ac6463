import { createInterface } from 'node:readline'

/** The first fault that the Worker logs; its log line comes after the answer that it tells of. */
export function firstFault(stream) {
  return new Promise((resolve) => {
    createInterface({ input: stream }).on('line', (line) => {
      const fault = faultOf(line)
      if (fault) resolve(fault)
    })
  })
}

function faultOf(line) {
  try {
    return JSON.parse(line).fault
  } catch {
    return undefined
  }
}
