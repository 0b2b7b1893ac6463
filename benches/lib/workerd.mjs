import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import workerd from 'workerd'
import { readToml } from '../../scripts/lib/configuration.mjs'
import { end, start } from '../../scripts/lib/processes.mjs'
import { at, temporaryFolder } from '../../scripts/lib/project.mjs'
import { database, extensions, FOLDERS, services } from './bindings.mjs'

const DATABASE = 'database'
const MAIN = 'main'

/**
 * Starts a Worker in its own workerd, so that nothing is between the load generator and the Worker.
 *
 * `modules` are files by their names, the entry module first; the ending of a name tells its kind. The statements of `schema` create the database `DB`. `log`
 * gets each log line of the Worker. `since` is the start time of the process.
 */
export async function startWorker({ modules, bindings = [], schema, log }) {
  const folder = temporaryFolder()
  for (const name of FOLDERS) mkdirSync(join(folder.path, name))
  writeConfiguration(folder.path, { modules, bindings, schema })
  const args = ['serve', '--experimental', '--control-fd=3', 'config.capnp']
  // The log is written but read only if `log` is given, so that reading it takes no time.
  const stdio = ['ignore', log ? 'pipe' : 'ignore', 'pipe', 'pipe']
  const since = performance.now()
  const child = start(workerd.default ?? workerd, args, { cwd: folder.path, stdio })
  if (log) createInterface({ input: child.stdout }).on('line', log)
  const stop = async () => {
    await end(child)
    folder.remove()
  }
  try {
    const ports = await listening(child, schema ? [MAIN, DATABASE] : [MAIN])
    const [origin, setUp] = ports.map((port) => `http://127.0.0.1:${port}`)
    if (schema) await make(setUp, schema)
    return { origin, pid: child.pid, since, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function writeConfiguration(folder, { modules, bindings, schema }) {
  const worker = (files, its) => ({ ...runtime(), modules: Object.entries(files).map(module), bindings: its })
  const made = schema && { [`${DATABASE}.mjs`]: at('benches/workers/database.mjs') }
  const both = [
    [MAIN, worker(modules, bindings)],
    ...(schema ? [[DATABASE, worker(made, [database('DB')])]] : []),
  ]
  const configuration = {
    services: [...both.map(([name, it]) => ({ name, worker: it })), ...services()],
    sockets: both.map(([name]) => ({ name, address: '127.0.0.1:0', http: {}, service: name })),
    extensions: extensions(),
  }
  const places = new Map()
  const place = (file) => {
    if (!places.has(file)) places.set(file, `${places.size}-${basename(file)}`)
    return places.get(file)
  }
  const text = write(configuration, place)
  for (const [file, name] of places) copyFileSync(file, join(folder, name))
  const head = 'using Workerd = import "/workerd/workerd.capnp";\n'
  writeFileSync(join(folder, 'config.capnp'), `${head}const config :Workerd.Config = ${text};\n`)
}

/** Returns the compatibility date and flags of Enrol, which all servers get. */
function runtime() {
  const { compatibility_date, compatibility_flags } = readToml('wrangler.toml')
  return { compatibilityDate: compatibility_date, compatibilityFlags: compatibility_flags }
}

const KINDS = { wasm: 'wasm', data: 'data', js: 'esModule', mjs: 'esModule' }

const module = ([name, file]) => ({ name, [KINDS[name.slice(name.lastIndexOf('.') + 1)]]: new Embedded(file) })

/** Returns the ports of the sockets, as workerd reports them. */
async function listening(child, names) {
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => (said = (said + chunk).slice(-10_000)))
  const ports = new Map()
  for await (const line of createInterface({ input: child.stdio[3] })) {
    const { event, socket, port } = JSON.parse(line)
    if (event === 'listen') ports.set(socket, port)
    if (names.every((name) => ports.has(name))) return names.map((name) => ports.get(name))
  }
  throw new Error(`workerd does not listen:\n${said}`)
}

async function make(setUp, schema) {
  const response = await fetch(setUp, { method: 'POST', body: JSON.stringify(schema) })
  if (!response.ok) throw new Error(`the database could not be created: ${await response.text()}`)
}

/** A file that is embedded in a configuration. */
export class Embedded {
  constructor(file) {
    this.file = file
  }
}

/**
 * Writes a value of a configuration in Cap'n Proto: objects as structs, texts in quotes. `place` copies an embedded file
 * beside the configuration and returns its name.
 */
export function write(value, place) {
  if (value instanceof Embedded) return `embed ${quote(place(value.file))}`
  if (Array.isArray(value)) return `[${value.map((it) => write(it, place)).join(', ')}]`
  if (typeof value === 'object') {
    const members = Object.entries(value).filter(([, it]) => it !== undefined)
    return `(${members.map(([name, it]) => `${name} = ${write(it, place)}`).join(', ')})`
  }
  return typeof value === 'string' ? quote(value) : String(value)
}

const quote = (text) => `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`
