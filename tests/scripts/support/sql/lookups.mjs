// Statements that find a client with its epochs and its use.

import { approval, client, disabled, epoch, key, NOW, use } from './rows.mjs'

const SEALED_NAMES = ['app', 'portal', 'https://a.example']
const NOBODY = [null, null, null]

const ROW = {
  metadata: '{"software_id":"now"}',
  issued_at: 500,
  secret_key: 'k1',
  secret_generation: 3,
  token_key: 'k1',
  token_generation: 5,
  secret_since: null,
  revision: 7,
  bounds: '{"templates":["portal"],"statement_issuers":["https://a.example"]}',
  unused: 2,
  is_deleted: 0,
  epoch: null,
}

const PREVIOUS = {
  previous_token_key: 'k2',
  previous_token_generation: 4,
  previous_token_until: 1100,
  previous_secret_key: 'k3',
  previous_secret_generation: 2,
  previous_secret_until: 1200,
}

const BESIDE = { last_used_at: null, keys_mark: null, epoch: null, forgotten: null, disabled_at: null, approved: null }

const told = (known, previous = {}) => ({ known: JSON.stringify(known), previous: JSON.stringify(previous) })
const beside = (columns = {}) => told({ ...BESIDE, ...columns })

const STORED = client('c1', {
  metadata: ROW.metadata,
  bounds: ROW.bounds,
  software_id: 'first',
  unused: 2,
  ...PREVIOUS,
})

const OTHERS = ['software_id other', 'template other', 'statement_issuer other']
const STRANGE = [...OTHERS, 'template app', 'template first', 'software_id', 'app']

/** Epochs for some names, beside epochs that concern no client; the later epochs come first. */
const epochs = (...names) => [
  ...names.map((name, index) => epoch(name, 700 - index)),
  ...STRANGE.map((name) => epoch(name, 999)),
]

const found = (...names) => ({
  given: { clients: [STORED, client('c2')], epochs: epochs(...names) },
  run: ['c1', ...NOBODY],
  gives: [told({ ...ROW, epoch: 700 }, PREVIOUS), beside()],
})

export default {
  FIND: {
    'of a client of which nothing is stored there is what is known beside it': {
      given: { clients: [client('c2')], uses: [use('c2')], epochs: epochs() },
      run: ['s1', ...NOBODY],
      gives: [beside()],
    },
    'a client is found with what it is and had': {
      given: { clients: [STORED, client('c2')], epochs: epochs() },
      run: ['c1', ...NOBODY],
      gives: [told(ROW, PREVIOUS), beside()],
    },
    'a client that is deleted is found as that': {
      given: { clients: [{ ...STORED, deleted_at: NOW, secret_since: 900 }] },
      run: ['c1', ...NOBODY],
      gives: [told({ ...ROW, secret_since: 900, is_deleted: 1 }, PREVIOUS), beside()],
    },
    'with the epoch of the software that it was registered as': found('software_id first'),
    'of the software that it is by now': found('software_id now'),
    'of the software of its template': found('software_id portal'),
    'of its template': found('template portal'),
    'of its statement issuer': found('statement_issuer https://a.example'),
    'the newest of them counts': found(
      'template portal',
      'software_id now',
      'software_id first',
      'statement_issuer https://a.example',
      'software_id portal',
    ),
    'with the epoch of all': {
      given: { clients: [client('c1')], epochs: epochs('all') },
      run: ['c1', ...NOBODY],
      gives: [
        told({ ...ROW, metadata: '{}', bounds: null, unused: null }, nothing(PREVIOUS)),
        beside({ epoch: 700 }),
      ],
    },
    ...Object.fromEntries(
      ['all', 'software_id app', 'template portal', 'statement_issuer https://a.example'].map((name) => [
        `a sealed client has the epoch of ${name}`,
        {
          given: { epochs: [...epochs(name).filter((it) => it.name !== 'template app'), epoch('template none', 999)] },
          run: ['s1', ...SEALED_NAMES],
          gives: [beside({ epoch: 700 })],
        },
      ]),
    ),
    'of several epochs a sealed client has the newest': {
      given: { epochs: [epoch('all', 600), epoch('software_id app', 800), epoch('template portal', 700)] },
      run: ['s1', ...SEALED_NAMES],
      gives: [beside({ epoch: 800 })],
    },
    'with the time when an operator shut it out': {
      given: { disabled_clients: [disabled('s1'), disabled('s2', 700)] },
      run: ['s1', ...NOBODY],
      gives: [beside({ disabled_at: 600 })],
    },
    'with what an operator has approved': {
      given: { approvals: [approval('s1', { approved: 'digest' }), approval('s2', { approved: 'other' })] },
      run: ['s1', ...NOBODY],
      gives: [beside({ approved: 'digest' })],
    },
    'with nothing approved while it waits': {
      given: { approvals: [approval('s1')] },
      run: ['s1', ...NOBODY],
      gives: [beside({ approved: '' })],
    },
    'with its own last use, the mark of the keys, and what is forgotten': {
      given: {
        uses: [use('s1', 800), use('s2', 900)],
        signing_keys: [key('a', { due_at: 950 }), key('b', { begins_at: 901 })],
        epochs: [epoch('unused', 400)],
      },
      run: ['s1', ...NOBODY],
      gives: [beside({ last_used_at: 800, keys_mark: 'a 900 950,b 901 ', forgotten: 400 })],
    },
  },
}

function nothing(columns) {
  return Object.fromEntries(Object.keys(columns).map((name) => [name, null]))
}
