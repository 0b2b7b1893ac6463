// Statements about messages to others that wait.

import { GONE, NOW } from './rows.mjs'

const delivery = (name, columns = {}) => ({
  name,
  kind: 'logout',
  recipient: 'c',
  contents: 'ua.s.1',
  created_at: NOW - 10,
  due_at: NOW,
  attempts: 0,
  ...columns,
})
const given = (...rows) => ({ deliveries: rows })

const grant = (grant_id, session_id, client_id, columns = {}) => ({
  grant_id,
  client_id,
  session_id,
  scope: '[]',
  resources: '[]',
  claims: '{}',
  authenticated_at: 500,
  methods: '[]',
  created_at: 600,
  expires_at: NOW + 1,
  is_offline: 0,
  generation: 0,
  refreshed_at: 600,
  is_repeated: 0,
  ...columns,
})
const grants = [
  grant('ua.1', 'ua.s.1', 'c'),
  grant('ua.2', 'ua.s.1', 'c'),
  grant('ua.3', 'ua.s.1', 'b', { ended_at: 900, expires_at: 1 }),
  grant('ua.4', 'ua.t.1', 'd'),
  grant('uaa.1', 'uaa.s.1', 'e'),
]

const session = (session_id) => ({ session_id, authenticated_at: 500, expires_at: NOW + 1, methods: '[]', device: '' })
const sessions = [session('ua.s.1'), session('uaa.s.1')]
const user = (columns = {}) => ({
  user_id: 'ua',
  username: 'a',
  claims: '{}',
  created_at: 100,
  reset_digest: 'code',
  reset_until: NOW + 1,
  ...columns,
})

const queued = (client, due_at, attempts, session = 'ua.s.1') =>
  delivery(`${session} ${client}`, { recipient: client, contents: session, created_at: NOW, due_at, attempts })

const event = (name) => delivery(name, { kind: 'event', recipient: 'ua', contents: '{}', created_at: NOW, due_at: NOW })

const serverEvent = (name, columns = {}) =>
  delivery(`server-event ${name}`, { kind: 'server-event', contents: '{}', created_at: NOW, due_at: NOW, ...columns })
const QUEUED = { deliveries: { 'server-event x': serverEvent('x') } }
const queueing = (limit, always) => ({
  run: ['server-event x', 'server-event', 'c', '{}', NOW, limit, always],
  gives: [{ name: 'server-event x' }],
})

const many = (length, row) => Array.from({ length }, (_, number) => row(number))

const taken = (row, columns) => ({ ...row, ...columns })

export default {
  QUEUE_LOGOUT: {
    'each client of the session waits once': {
      given: { grants },
      run: ['ua.s.1', 'ua', NOW, NOW + 60],
      gives: [{ client_id: 'b' }, { client_id: 'c' }],
      changes: { deliveries: { 'ua.s.1 b': queued('b', NOW + 60, 1), 'ua.s.1 c': queued('c', NOW + 60, 1) } },
    },
    'a message that waits already is sent again': {
      given: { grants: grants.slice(0, 1), ...given(delivery('ua.s.1 c', { attempts: 4, due_at: NOW + 900 })) },
      run: ['ua.s.1', 'ua', NOW, NOW + 60],
      gives: [{ client_id: 'c' }],
      changes: { deliveries: { 'ua.s.1 c': { due_at: NOW + 60 } } },
    },
    'a session without grants has no clients': { given: { grants }, run: ['ua.u.1', 'ua', NOW, NOW + 60] },
  },
  QUEUE_OTHER_LOGOUTS: {
    'the clients of the other sessions of the user wait': {
      given: { grants, sessions: [...sessions, session('ua.t.1')] },
      run: ['ua.s.1', 'ua', NOW],
      gives: [{ queued: 1 }],
      changes: { deliveries: { 'ua.t.1 d': queued('d', NOW, 0, 'ua.t.1') } },
    },
    'those of a session that has ended do not': { given: { grants, sessions }, run: ['ua.s.1', 'ua', NOW] },
  },
  QUEUE_LOGOUTS_BY_CODE: {
    'the clients of the sessions of the user wait': {
      given: { grants, sessions, users: [user()] },
      run: ['code', NOW],
      gives: [{ queued: 1 }, { queued: 1 }],
      changes: { deliveries: { 'ua.s.1 b': queued('b', NOW, 0), 'ua.s.1 c': queued('c', NOW, 0) } },
    },
    'another code queues nothing': { given: { grants, sessions, users: [user()] }, run: ['other', NOW] },
    'nor does a code that is over': { given: { grants, sessions, users: [user({ reset_until: NOW })] }, run: ['code', NOW] },
    'nor that of a disabled user': { given: { grants, sessions, users: [user({ disabled_at: 9 })] }, run: ['code', NOW] },
  },
  QUEUE_EVENTS: {
    'events are due at once': {
      run: ['[["event ua.1","ua","{}"],["event ua.2","ua","{}"]]', NOW],
      gives: [{ name: 'event ua.1' }, { name: 'event ua.2' }],
      changes: { deliveries: Object.fromEntries(['event ua.1', 'event ua.2'].map((name) => [name, event(name)])) },
    },
    'where very many events wait no event does': {
      given: given(...many(10_000, (number) => event(`event u${number}.1`))),
      run: ['[["event ua.1","ua","{}"]]', NOW],
    },
    'nor where many events of the user do': {
      given: given(...many(100, (number) => event(`event ua.${number}`))),
      run: ['[["event ua.x","ua","{}"],["event uaa.x","uaa","{}"]]', NOW],
      gives: [{ name: 'event uaa.x' }],
      changes: { deliveries: { 'event uaa.x': { ...event('event uaa.x'), recipient: 'uaa' } } },
    },
    'logout tokens that wait keep no event out': {
      given: given(...many(10_000, (number) => delivery(`ua.s.${number} c`))),
      run: ['[["event ua.1","ua","{}"]]', NOW],
      gives: [{ name: 'event ua.1' }],
      changes: { deliveries: { 'event ua.1': event('event ua.1') } },
    },
  },
  QUEUE_SERVER_EVENT: {
    'an event is queued after a change': { given: given(delivery('a')), ...queueing(1, 0), changes: QUEUED },
    'without a change no event is': { given: {}, run: queueing(1, 0).run },
    'an event whose change was before is queued in any case': { given: {}, ...queueing(1, 1), changes: QUEUED },
    'where as many wait as may no event is': {
      given: given(serverEvent(1), serverEvent(2), event('event ua.1')),
      run: queueing(2, 1).run,
    },
    'other messages do not count': {
      given: given(serverEvent(1), event('event ua.1'), delivery('ua.s.1 c')),
      ...queueing(2, 1),
      changes: QUEUED,
    },
  },
  EVICT_LOGOUTS: {
    'of a user the newest 200 stay': {
      given: given(
        ...many(200, (number) => delivery(`ua.s.1 ${number}`)),
        ...['x', 'y'].map((name) => delivery(`ua.s.1 ${name}`, { created_at: NOW - 11 })),
        delivery('ub.s.1 c', { created_at: 1 }),
        event('event ua.1'),
      ),
      run: ['ua'],
      changes: { deliveries: { 'ua.s.1 x': GONE, 'ua.s.1 y': GONE } },
    },
    'of few none is forgotten': { given: given(delivery('ua.s.1 c'), delivery('ua.s.1 d')), run: ['ua'] },
  },
  TAKE_DUE: {
    'messages that are due are taken, those that wait longest first': {
      given: given(
        delivery('a', { due_at: NOW - 1 }),
        delivery('b', { due_at: NOW - 2, attempts: 3 }),
        delivery('d', { due_at: NOW }),
        delivery('e', { due_at: NOW + 1 }),
      ),
      run: [NOW, 60, 14_400, 2],
      gives: [
        taken(delivery('a'), { due_at: NOW + 60, attempts: 1 }),
        taken(delivery('b'), { due_at: NOW + 480, attempts: 4 }),
      ],
      changes: {
        deliveries: { a: { due_at: NOW + 60, attempts: 1 }, b: { due_at: NOW + 480, attempts: 4 } },
      },
    },
    'an event and another message are taken in turn': {
      given: given(
        ...many(3, (number) => delivery(`ua.s.1 ${number}`, { due_at: NOW - 9 })),
        ...many(3, (number) => event(`event ua.${number}`)),
      ),
      run: [NOW, 60, 14_400, 4],
      gives: [event('event ua.0'), event('event ua.1'), delivery('ua.s.1 0'), delivery('ua.s.1 1')].map((row) =>
        taken(row, { due_at: NOW + 60, attempts: 1 }),
      ),
      changes: {
        deliveries: Object.fromEntries(
          ['event ua.0', 'event ua.1', 'ua.s.1 0', 'ua.s.1 1'].map((name) => [name, { due_at: NOW + 60, attempts: 1 }]),
        ),
      },
    },
    'events of clients and of the server have a turn of their own': {
      given: given(
        ...many(3, (number) => delivery(`ua.s.1 ${number}`, { due_at: NOW - 9 })),
        ...many(3, (number) => event(`event ua.${number}`)),
        ...many(3, (number) => serverEvent(number, { due_at: NOW - 90 })),
      ),
      run: [NOW, 60, 14_400, 3],
      gives: [event('event ua.0'), serverEvent(0), delivery('ua.s.1 0')].map((row) =>
        taken(row, { due_at: NOW + 60, attempts: 1 }),
      ),
      changes: {
        deliveries: Object.fromEntries(
          ['event ua.0', 'server-event 0', 'ua.s.1 0'].map((name) => [name, { due_at: NOW + 60, attempts: 1 }]),
        ),
      },
    },
    'no pause is longer than the longest': {
      given: given(delivery('a', { attempts: 40 })),
      run: [NOW, 60, 14_400, 10],
      changes: { deliveries: { a: { due_at: NOW + 14_400, attempts: 41 } } },
    },
    'where nothing is due nothing changes': { given: given(delivery('a', { due_at: NOW + 1 })), run: [NOW, 60, 14_400, 10] },
  },
  FORGET_DELIVERIES: {
    'messages are forgotten by their names': {
      given: given(delivery('a'), delivery('b'), delivery('d')),
      run: ['["a","d","x"]'],
      changes: { deliveries: { a: GONE, d: GONE } },
    },
  },
}
