import { at } from '../../scripts/lib/project.mjs'
import { Embedded } from './capnp.mjs'

// How wrangler dev has D1 and KV inside workerd: a Worker that finds the Durable Object of a database or namespace,
// which keeps it in SQLite. The files are those of the miniflare that wrangler brings.
const simulator = (name) => at('node_modules/miniflare/dist/src/workers', name)

const LIMIT = 'enrol:limit'
// Never reached, so that everything but the refusal is done.
const WITHOUT_END = 1e12

const D1 = { name: 'd1', entry: 'd1/entry', object: 'd1/database', className: 'D1DatabaseObject' }
const KV = { name: 'kv', entry: 'shared/object-entry', object: 'kv/namespace', className: 'KVNamespaceObject' }

const through = ({ name }) => ({ name, props: { json: JSON.stringify({ MINIFLARE_NAMESPACE: name }) } })

/** A D1 database. */
export const database = (name) => ({
  name,
  wrapped: { moduleName: 'cloudflare-internal:d1-api', innerBindings: [{ name: 'fetcher', service: through(D1) }] },
})

/** A KV namespace. */
export const namespace = (name) => ({ name, kvNamespace: through(KV) })

/** A rate limit. */
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

/** A setting: a text as it is, anything else as JSON. */
export const variable = (name, value) =>
  typeof value === 'string' ? { name, text: value } : { name, json: JSON.stringify(value) }

/** The services that databases and namespaces are in, which keep them in folders beside the configuration. */
export const services = () => [D1, KV].flatMap(simulated)

/** What those services and the limits are made of. */
export const extensions = () => [
  {
    modules: [
      { name: 'miniflare:shared', esModule: new Embedded(simulator('shared/index.worker.js')) },
      { name: 'miniflare:zod', esModule: new Embedded(simulator('shared/zod.worker.js')) },
      { name: LIMIT, internal: true, esModule: new Embedded(at('benches/workers/limit.mjs')) },
    ],
  },
]

/** The folders that the services keep their data in. */
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
