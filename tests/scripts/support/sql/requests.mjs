// Statements about authorization requests that are stored.

import { GONE, NOW } from './rows.mjs'

const request = (name, until) => ({ name, request: `of ${name}`, until })

export default {
  KEEP_REQUEST: {
    'a request is stored until then': {
      given: { authorization_requests: [request('b', NOW)] },
      run: ['a', 'of a', NOW],
      changes: { authorization_requests: { a: request('a', NOW) } },
    },
  },
  TAKE_REQUEST: {
    'a request is given once': {
      given: { authorization_requests: [request('a', NOW + 1), request('b', NOW + 1)] },
      run: ['a', NOW],
      gives: [{ request: 'of a' }],
      changes: { authorization_requests: { a: GONE } },
    },
    'one that is over is not': { given: { authorization_requests: [request('a', NOW)] }, run: ['a', NOW] },
    'another one is not': { given: { authorization_requests: [request('a', NOW + 1)] }, run: ['A', NOW] },
  },
}
