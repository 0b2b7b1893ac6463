import { at } from '../../scripts/lib/project.mjs'
import { Embedded } from './workerd.mjs'

// D1 and KV inside workerd, as wrangler dev has them: a Worker finds the Durable Object of a database or namespace, which
// stores it in SQLite. The files come from the miniflare of wrangler.
const simulator = (name) => at('node_modules/miniflare/dist/src/workers', name)

const LIMIT = 'enrol:limit'
// A limit that is never reached, so that each request does all the work except the refusal.
const WITHOUT_END = 1e12

const D1 = { name: 'd1', entry: 'd1/entry', object: 'd1/database', className: 'D1DatabaseObject' }
const KV = { name: 'kv', entry: 'shared/object-entry', object: 'kv/namespace', className: 'KVNamespaceObject' }

const through = ({ name }) => ({ name, props: { json: JSON.stringify({ MINIFLARE_NAMESPACE: name }) } })

/** Returns the binding of a D1 database. */
export const database = (name) => ({
  name,
  wrapped: { moduleName: 'cloudflare-internal:d1-api', innerBindings: [{ name: 'fetcher', service: through(D1) }] },
})

/** Returns the binding of a KV namespace. */
export const namespace = (name) => ({ name, kvNamespace: through(KV) })

/** Returns the binding of a rate limit. */
export const limit = (name) => ({
  name,
  wrapped: {
    moduleName: LIMIT,
    innerBindings: [
      { name: 'limit', json: String(WITHOUT_END) },
      { name: 'period', json: '60' },
    ],
  },
})

/** Returns the binding of a setting: a text as it is, other values as JSON. */
export const variable = (name, value) =>
  typeof value === 'string' ? { name, text: value } : { name, json: JSON.stringify(value) }

/** Returns the services of databases and namespaces. They store their data in folders beside the configuration. */
export const services = () => [D1, KV].flatMap(simulated)

/** Returns the extensions with the code of these services and of the limits. */
export const extensions = () => [
  {
    modules: [
      { name: 'miniflare:shared', esModule: new Embedded(simulator('shared/index.worker.js')) },
      { name: 'miniflare:zod', esModule: new Embedded(simulator('shared/zod.worker.js')) },
      { name: LIMIT, internal: true, esModule: new Embedded(at('benches/workers/limit.mjs')) },
    ],
  },
]

/** The folders for the data of the services. */
export const FOLDERS = [D1, KV].map(({ name }) => name)

function simulated({ name, entry, object, className }) {
  const [storage, objects] = [`${name}-storage`, `${name}-objects`]
  const module = (file) => [{ name: 'index.js', esModule: new Embedded(simulator(`${file}.worker.js`)) }]
  return [
    {
      name,
      worker: {
        compatibilityDate: '2023-07-24',
        compatibilityFlags: ['enhanced_error_serialization'],
        modules: module(entry),
        bindings: [{ name: 'MINIFLARE_OBJECT', durableObjectNamespace: { className, serviceName: objects } }],
      },
    },
    { name: storage, disk: { path: name, writable: true } },
    {
      name: objects,
      worker: {
        compatibilityDate: '2023-07-24',
        compatibilityFlags: ['nodejs_compat', 'experimental'],
        modules: module(object),
        durableObjectNamespaces: [{ className, uniqueKey: `miniflare-${className}` }],
        durableObjectStorage: { localDisk: storage },
        bindings: [{ name: 'MINIFLARE_BLOBS', service: storage }],
      },
    },
  ]
}
