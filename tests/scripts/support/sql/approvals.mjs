// Statements of the approvals of clients.

import { approval, client, GONE, NOW } from './rows.mjs'

const SAID = ['Name', 'app.example', 'album']
const said = { client_name: 'Name', redirect_host: 'app.example', software_id: 'album' }
const awaits = (id, digest = 'digest') => [id, NOW, ...SAID, digest]
const listed = (id) => ({ approvals: { [id]: { client_id: id, since: NOW, ...said } } })

export default {
  AWAIT_APPROVAL: {
    'a sealed client waits': { run: awaits('s1'), changes: listed('s1') },
    'a stored client waits': { given: { clients: [client('c1')] }, run: awaits('c1'), changes: listed('c1') },
    'a stored client that is not there does not': { given: { clients: [client('c2')] }, run: awaits('c1') },
    'one that waits goes on': { given: { approvals: [approval('s1')] }, run: awaits('s1') },
    'one that is approved as it is stays so': { given: { approvals: [approval('s1', { approved: 'digest' })] }, run: awaits('s1') },
    'one that was approved as something else waits again': {
      given: { approvals: [approval('s1', { approved: 'other' }), approval('s2', { approved: 'other' })] },
      run: awaits('s1'),
      changes: { approvals: { s1: { since: NOW, approved: null, client_name: 'Name', redirect_host: 'app.example' } } },
    },
  },
  EVICT_WAITING: {
    'the sealed clients that have waited longest leave the list': {
      given: {
        approvals: [
          ...['s1', 's2', 's3'].map((id, place) => approval(id, { since: 10 + place })),
          approval('s4', { since: 1, approved: 'digest' }),
          approval('c1', { since: 2 }),
        ],
      },
      run: [2],
      changes: { approvals: { s1: GONE } },
    },
    'as many as may wait do': { given: { approvals: [approval('s1'), approval('s2')] }, run: [2] },
  },
  APPROVE_CLIENT: {
    'a client without a row is approved': {
      run: awaits('s1'),
      changes: { approvals: { s1: { client_id: 's1', since: NOW, approved: 'digest', ...said } } },
    },
    'a client that waits is approved': {
      given: { approvals: [approval('s1'), approval('s2')] },
      run: awaits('s1'),
      changes: { approvals: { s1: { approved: 'digest' } } },
    },
    'a client is approved as something else': {
      given: { approvals: [approval('s1', { approved: 'other' })] },
      run: awaits('s1'),
      changes: { approvals: { s1: { approved: 'digest' } } },
    },
    'an approval that stands stays': { given: { approvals: [approval('s1', { approved: 'digest' })] }, run: awaits('s1') },
  },
  FORGET_APPROVALS: {
    'those of clients that are gone are deleted': {
      given: {
        clients: [client('c1'), client('c2', { deleted_at: 1 }), client('s2', { deleted_at: 1 })],
        approvals: ['c1', 'c2', 'c3', 's1', 's2', 'PSDDE-BAFIN-1'].map((id) => approval(id)),
      },
      run: [],
      gives: Array(4).fill({ forgotten: 1 }),
      changes: { approvals: { c2: GONE, c3: GONE, s2: GONE, 'PSDDE-BAFIN-1': GONE } },
    },
  },
}
