// Statements about the requests of devices.

import { GONE, NOW } from './rows.mjs'

const request = (columns = {}) => ({
  name: 'a',
  request: '{"c":"app"}',
  place: 'Lisbon, PT',
  asked_at: NOW - 10,
  expires_at: NOW + 1,
  answer: null,
  polled_at: 0,
  pause: 5,
  is_hasty: 0,
  ...columns,
})
const given = (...rows) => ({ device_requests: rows.map(request) })

export default {
  KEEP_DEVICE_REQUEST: {
    'a request is stored': {
      given: given({ name: 'b' }),
      run: ['a', '{"c":"app"}', 'Lisbon, PT', NOW - 10, NOW + 1, 5],
      gives: [{ kept: 1 }],
      changes: { device_requests: { a: (({ answer, ...rest }) => rest)(request()) } },
    },
    'one whose name is taken is not': { given: given({}), run: ['a', '{}', null, NOW, NOW + 9, 5] },
  },
  DEVICE_REQUEST: {
    'a request is found by one of its names': {
      given: given({}, { name: 'b' }),
      run: ['["x","a"]', NOW],
      gives: [{ name: 'a', request: '{"c":"app"}', place: 'Lisbon, PT', asked_at: NOW - 10, expires_at: NOW + 1 }],
    },
    'one that is over is not': { given: given({ expires_at: NOW }), run: ['["a"]', NOW] },
    'one that has its answer is not': { given: given({ answer: 'null' }), run: ['["a"]', NOW] },
    'another one is not': { given: given({}), run: ['["A"]', NOW] },
  },
  ANSWER_DEVICE: {
    'the first answer counts': {
      given: given({}, { name: 'b' }),
      run: ['a', '{"g":1}', NOW],
      gives: [{ answered: 1 }],
      changes: { device_requests: { a: { answer: '{"g":1}' } } },
    },
    'a refusal is an answer': { given: given({}), run: ['a', 'null', NOW], changes: { device_requests: { a: { answer: 'null' } } } },
    'a second answer does not count': { given: given({ answer: 'null' }), run: ['a', '{"g":1}', NOW] },
    'an answer that is too late does not count': { given: given({ expires_at: NOW }), run: ['a', '{"g":1}', NOW] },
  },
  POLL_DEVICE: {
    'the first question is never too soon': {
      given: given({}, { name: 'b' }),
      run: ['a', NOW, 5],
      gives: [{ answer: null, expires_at: NOW + 1, is_hasty: 0 }],
      changes: { device_requests: { a: { polled_at: NOW } } },
    },
    'a question after the pause is not too soon': {
      given: given({ polled_at: NOW - 5, is_hasty: 1 }),
      run: ['a', NOW, 5],
      gives: [{ answer: null, expires_at: NOW + 1, is_hasty: 0 }],
      changes: { device_requests: { a: { polled_at: NOW, is_hasty: 0 } } },
    },
    'a question before makes the pause longer': {
      given: given({ polled_at: NOW - 4 }),
      run: ['a', NOW, 5],
      gives: [{ answer: null, expires_at: NOW + 1, is_hasty: 1 }],
      changes: { device_requests: { a: { polled_at: NOW, pause: 10, is_hasty: 1 } } },
    },
    'the answer is told, also of a request that is over': {
      given: given({ answer: '{"g":1}', expires_at: NOW - 1 }),
      run: ['a', NOW, 5],
      gives: [{ answer: '{"g":1}', expires_at: NOW - 1, is_hasty: 0 }],
      changes: { device_requests: { a: { polled_at: NOW } } },
    },
    'nothing is told of another request': { given: given({}), run: ['b', NOW, 5] },
  },
  TAKE_DEVICE_REQUEST: {
    'a request is taken once': {
      given: given({}, { name: 'b' }),
      run: ['a'],
      gives: [{ taken: 1 }],
      changes: { device_requests: { a: GONE } },
    },
    'another one is not': { given: given({}), run: ['b'] },
  },
  FORGET_DEVICE_REQUESTS: {
    'those whose time was over before are forgotten, and no other': {
      given: given({ expires_at: NOW - 1 }, { name: 'b', expires_at: NOW }),
      run: [NOW],
      changes: { device_requests: { a: GONE } },
    },
  },
}
