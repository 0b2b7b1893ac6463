// What workerd calls. Reads what arrives, hands it over in one piece, and gives back what is answered.

import module from './index_bg.wasm'
import { Arrival, answer, bodyLimit, fieldNames, initSync, sweep } from './index.js'
import { failure, read as bytes } from './host.mjs'
import { called, come } from './rust.mjs'

initSync({ module })

export default {
  fetch(request, env) {
    return isRead(request.method) ? handled(request, env, Arrival.Whole) : read(request, env)
  },

  scheduled: (_event, env) => come(() => sweep(env), () => false),
}

/** The names of the header fields that Rust reads: to ask for one costs, whether or not it is there. */
const [ofReads, ofOthers] = ['GET', 'POST'].map((method) => fieldNames(method).split('\n'))

const isRead = (method) => method === 'GET' || method === 'HEAD'

/** Answers a request when its body is read. What says that it is longer than the limit is not touched. */
async function read(request, env) {
  const limit = called(() => bodyLimit(env)) ?? -1
  const declared = Number(request.headers.get('content-length') ?? NaN)
  if (declared > limit || limit < 0) return handled(request, env, Arrival.TooLarge)
  let body
  try {
    body = declared <= limit ? new Uint8Array(await request.arrayBuffer()) : await bytes(request, limit)
  } catch {
    return handled(request, env, Arrival.Broken)
  }
  return body?.length <= limit ? handled(request, env, Arrival.Whole, body) : handled(request, env, Arrival.TooLarge)
}

function handled(request, env, arrival, body = new Uint8Array()) {
  const head = headOf(request)
  return come(() => answer(env, request, head, arrival, body), failure)
}

function headOf({ method, url, headers }) {
  let head = `${method}\n${url}\n${headers.get('cf-connecting-ip') ?? ''}\n${headers.get('cf-ray') ?? ''}\n`
  for (const name of isRead(method) ? ofReads : ofOthers) {
    const value = headers.get(name)
    if (value !== null) head += `${name}\n${value}\n`
  }
  return head
}
