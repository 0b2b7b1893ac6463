const policy = (kind, version, changes = {}) => ({
  kind,
  version,
  state: 'draft',
  document: '{}',
  revision: 1,
  made_at: 5,
  changed_at: 6,
  ...changes,
})

const active = policy('open', 1, { state: 'active' })
const tried = policy('open', 2, { state: 'shadow' })
const draft = policy('open', 3)
const retired = policy('token', 1, { state: 'retired' })
const policies = [draft, active, retired, tried]
const issuer = policy('statement_issuer:https://directory.example', 1, { state: 'active' })
const template = policy('template:mobile', 2, { state: 'active' })
const drafted = policy('template:mobile', 3)
const all = [...policies, issuer, template, drafted]

/** The parameters of a list. */
const list = ({ kind = null, version = null, after = [null, null], limit = 9, of = '' }) => [kind, version, ...after, limit, of]

/** The cases of the statements of policies. */
export default {
  LIST_POLICIES: {
    'the newest version of each kind comes first': { given: { policies }, run: list({}), gives: [draft, tried, active, retired] },
    'one kind is listed': { given: { policies }, run: list({ kind: 'token' }), gives: [retired] },
    'one version is found': { given: { policies }, run: list({ kind: 'open', version: 2 }), gives: [tried] },
    'a version of another kind is not': { given: { policies }, run: list({ kind: 'token', version: 2 }) },
    'the next page begins in the middle of a kind': {
      given: { policies },
      run: list({ after: ['open', 2], limit: 1 }),
      gives: [active],
    },
    'the next page begins with the next kind': { given: { policies }, run: list({ after: ['open', 1] }), gives: [retired] },
    'a collection is a list of its own': { given: { policies: all }, run: list({ of: 'template:' }), gives: [drafted, template] },
    'the list of policies has no others': { given: { policies: all }, run: list({}), gives: [draft, tried, active, retired] },
    'the name of an issuer has colons of its own': { given: { policies: all }, run: list({ of: 'statement_issuer:' }), gives: [issuer] },
  },
  LIST_IN_FORCE: {
    'those in force are active or tried, in all collections': {
      given: { policies: all },
      run: [],
      gives: [tried, active, issuer, template],
    },
  },
  STORE_POLICY: {
    'a new draft is stored': {
      given: { policies: [active] },
      run: ['open', 2, '{"lifetime":60}', 8, 7, 0],
      gives: [{ revision: 1 }],
      changes: { policies: { 'open 2': policy('open', 2, { document: '{"lifetime":60}', made_at: 7, changed_at: 8 }) } },
    },
    'a new draft leaves one that was faster': { given: { policies: [draft] }, run: ['open', 3, '{"lifetime":60}', 8, 7, 0] },
    'a draft is changed': {
      given: { policies: [draft] },
      run: ['open', 3, '{"lifetime":60}', 8, 7, 1],
      gives: [{ revision: 2 }],
      changes: { policies: { 'open 3': { document: '{"lifetime":60}', revision: 2, changed_at: 8 } } },
    },
    'a draft that was changed meanwhile is not': {
      given: { policies: [{ ...draft, revision: 2 }] },
      run: ['open', 3, '{"lifetime":60}', 8, 7, 1],
    },
    'a version that is no draft is not': { given: { policies: [active] }, run: ['open', 1, '{"lifetime":60}', 8, 7, 1] },
  },
  MOVE_POLICY: {
    'a version is put in force, and the one before is retired': {
      given: { policies },
      run: ['open', 3, 'active', 9, 1],
      gives: [{ version: 1 }, { version: 3 }],
      changes: {
        policies: {
          'open 1': { state: 'retired', revision: 2, changed_at: 9 },
          'open 3': { state: 'active', revision: 2, changed_at: 9 },
        },
      },
    },
    'a version that was changed meanwhile is not, and the one before stays': {
      given: { policies: [active, { ...draft, revision: 2 }] },
      run: ['open', 3, 'active', 9, 1],
    },
    'a version that is tried stands beside the one in force': {
      given: { policies: [active, draft] },
      run: ['open', 3, 'shadow', 9, 1],
      gives: [{ version: 3 }],
      changes: { policies: { 'open 3': { state: 'shadow', revision: 2, changed_at: 9 } } },
    },
    'a version is retired, and no other': {
      given: { policies: [...policies, policy('open', 4, { state: 'retired' })] },
      run: ['open', 1, 'retired', 9, 1],
      gives: [{ version: 1 }],
      changes: { policies: { 'open 1': { state: 'retired', revision: 2, changed_at: 9 } } },
    },
  },
}
