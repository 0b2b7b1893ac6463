// The statement that evicts the client of a unique software for a new one.

import { client, digests, epoch, NOW, token, use } from './rows.mjs'
import { unusable } from './tokens.mjs'

const ISSUER = 'https://a.example'
const UNIQUE = JSON.stringify({ unique: ['x app'], statement_issuers: [ISSUER] })
const IDLE = { metadata: '{"grant_types":["refresh_token","client_credentials"]}' }
const SILENT = { metadata: '{"grant_types":["implicit"]}' }
const OF_USERS = { metadata: '{"grant_types":["authorization_code","refresh_token"]}' }

/** A client that may be evicted for a new one. */
function room({ self = {}, others = {}, idle = null, software = 'app', spends = [] }) {
  return {
    given: {
      clients: [
        client('c1', { bounds: UNIQUE, ...self }),
        client('c2', { issued_at: 1, bounds: '{"unique":["y app"]}', ...IDLE }),
        client('c3', { issued_at: 1, ...IDLE }),
        client('c4', { issued_at: 1, bounds: UNIQUE, deleted_at: 2 }),
      ],
      ...others,
    },
    run: [UNIQUE, NOW, software, idle, digests(...spends)],
  }
}

const made = { changes: { clients: { c1: { metadata: '{}', deleted_at: NOW } } } }
/** The same for a client without a use. */
const bare = { changes: { clients: { c1: { deleted_at: NOW } } } }
const epochOf = (name, since = 501) => ({ others: { epochs: [epoch(name, since), epoch('software_id other', 999)] } })

export default {
  MAKE_ROOM: {
    'nobody else is in the way': room({}),
    'one that registered before an epoch of all is gone': { ...room({ self: IDLE, ...epochOf('all') }), ...made },
    'of the software': { ...room(epochOf('software_id app')), ...bare },
    'of the issuer': { ...room(epochOf(`statement_issuer ${ISSUER}`)), ...bare },
    'of several epochs the newest counts': {
      ...room({ others: { epochs: [epoch('all', 400), epoch('software_id app', 501)] } }),
      ...bare,
    },
    'one that registered then stays': room(epochOf('all', 500)),
    'epochs of others are no reason': room({ ...epochOf('software_id app'), software: 'none' }),
    'one that is idle is gone': { ...room({ self: { ...IDLE, issued_at: 400 }, idle: 400 }), ...made },
    'one of users too': { ...room({ self: { ...IDLE, ...OF_USERS, issued_at: 400 }, idle: 400 }), ...made },
    'one that gets no tokens is not': room({ self: { ...SILENT, issued_at: 400 }, idle: 400 }),
    'one that registered later is not': room({ self: { ...IDLE, issued_at: 401 }, idle: 400 }),
    'nor is one with a later secret': room({ self: { ...IDLE, issued_at: 300, secret_since: 401 }, idle: 400 }),
    'nor is one that was used later': room({
      self: { ...IDLE, issued_at: 300 },
      others: { uses: [use('c1', 501)] },
      idle: 500,
    }),
    'one that was used until then is': {
      ...room({ self: { ...IDLE, issued_at: 300, secret_since: 400 }, others: { uses: [use('c1', 500)] }, idle: 500 }),
      ...made,
    },
    'where nobody is idle none is': room({ self: { ...IDLE, issued_at: 1 } }),
    'with tokens that have uses left': {
      ...room({
        self: { ...IDLE, issued_at: 1 },
        idle: 400,
        spends: ['a'],
        others: { initial_access_tokens: [token('a')] },
      }),
      ...made,
    },
    ...unusable((bad) =>
      room({
        self: { ...IDLE, issued_at: 1 },
        idle: 400,
        spends: ['a', 'bad'],
        others: { initial_access_tokens: [token('a'), ...bad] },
      }),
    ),
  },
}
