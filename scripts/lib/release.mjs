import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { output } from './processes.mjs'
import { at, version } from './project.mjs'
import { Problem } from './say.mjs'
import { isBuilt } from './wasm.mjs'

/** Files that the project of a release has as they are. */
const COPIES = {
  'worker/index.js': 'build/index.js',
  'worker/index_bg.wasm': 'build/index_bg.wasm',
  'scripts/secret.mjs': 'scripts/secret.mjs',
  'scripts/lib/master-secret.mjs': 'scripts/lib/master-secret.mjs',
  'CHANGELOG.md': 'CHANGELOG.md',
  'LICENSE': 'LICENSE',
  'README.md': 'scripts/release/README.md',
  '.dev.vars.example': 'scripts/release/dev-vars-example',
  '.gitignore': 'scripts/release/gitignore',
}

/** The parts of wrangler.toml that are of this machine or of one account. Without ids, wrangler makes the resources. */
const CHANGES = [
  [/^main = .*$/m, 'main = "worker/index.js"'],
  [/^\[build\]\n(?:[^[\n].*\n)*\n/m, ''],
  [/^database_id = .*\n/m, ''],
  [/^id = "0+"\n/m, ''],
  [/^# The database\. .*$/m, '# The database. The first deployment makes it.'],
  [/ `npx wrangler kv namespace create CACHE` prints\n# the id\./, ' The first\n# deployment makes it.'],
  ['`npm run check` reports every fault before you deploy.', 'The log of the Worker names a wrong one.'],
]

/**
 * Writes a project that deploys the Worker without a compiler, and an archive of it with a digest, into a folder. Returns
 * the path of the project. The project is also a template for "Deploy to Cloudflare".
 */
export function writeRelease(folder) {
  if (!isBuilt()) throw new Problem('build/ is not of this source: npm run build')
  const project = join(folder, `enrol-${version()}`)
  rmSync(project, { recursive: true, force: true })
  for (const [file, source] of Object.entries(COPIES)) {
    mkdirSync(dirname(join(project, file)), { recursive: true })
    copyFileSync(at(source), join(project, file))
  }
  cpSync(at('schema'), join(project, 'schema'), { recursive: true })
  writeFileSync(join(project, 'wrangler.toml'), configuration(readFileSync(at('wrangler.toml'), 'utf8')))
  writeFileSync(join(project, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`)
  pack(project)
  return project
}

/** Returns the wrangler.toml of a release. */
export function configuration(toml) {
  for (const [from, to] of CHANGES) {
    const changed = toml.replace(from, to)
    if (changed === toml) throw new Problem(`wrangler.toml holds nothing that matches ${from}`)
    toml = changed
  }
  return toml
}

function manifest() {
  const { description, license, devDependencies } = JSON.parse(readFileSync(at('package.json'), 'utf8'))
  return {
    name: 'enrol',
    version: version(),
    private: true,
    description,
    license,
    type: 'module',
    scripts: {
      // The database exists only after a deployment, and the new Worker may need what its migrations add.
      deploy: 'wrangler d1 migrations apply DB --remote && wrangler deploy',
      first: 'wrangler deploy && wrangler d1 migrations apply DB --remote',
      secret: 'node scripts/secret.mjs',
      start: 'wrangler d1 migrations apply DB --local && wrangler dev --port 8780',
    },
    devDependencies: { wrangler: devDependencies.wrangler },
    cloudflare: {
      bindings: {
        ISSUER: { description: 'The public URL of this server, without a slash at its end.' },
        MASTER_SECRET: { description: 'A key that `npm run --silent secret` prints. Keep it in a safe place: all credentials depend on it.' },
        REGISTRATION_MODE: { description: 'Who may register clients: `open`, `token`, `statement` or `off`.' },
      },
    },
  }
}

function pack(project) {
  const archive = `${project}.tar.gz`
  output('tar', ['-czf', archive, '-C', dirname(project), basename(project)])
  const digest = createHash('sha256').update(readFileSync(archive)).digest('hex')
  writeFileSync(`${archive}.sha256`, `${digest}  ${basename(archive)}\n`)
}
