import { hasPackages, installPackages } from './packages.mjs'
import { at } from './project.mjs'
import { startWrangler } from './wrangler.mjs'

const FOLDER = 'examples/mcp-server'

/** Installs the packages of the example. */
export const setUpExample = () => installPackages(FOLDER, 'installing the packages of the MCP server, about 5 seconds, once')

/** Returns why the example cannot run here, for the `skip` of node:test; false if it can. */
export const lackOfExample = () => (hasPackages(FOLDER) ? false : 'the packages of the MCP server are not installed: npm run example:mcp installs them')

/** Returns the address of the MCP server at a port: the resource of its tokens. */
export const resourceAt = (port) => `http://localhost:${port}/mcp`

/** Starts the MCP server for the tokens of an issuer. Its notes are in the folder `state`. */
export function startExample({ issuer, port, state }, options) {
  const vars = ['--var', `ISSUER:${issuer}`, '--var', `RESOURCE:${resourceAt(port)}`]
  const where = ['--config', at(FOLDER, 'wrangler.toml'), '--persist-to', state]
  return startWrangler(['dev', ...where, ...vars, '--port', port, '--inspector-port', 0], options)
}

/** Returns the settings of Enrol under which the example works. */
export const settingsFor = (resource) => ({
  RESOURCES: JSON.stringify([
    {
      resource,
      resource_name: 'Notes',
      scopes: { 'notes:read': { description: 'read your note' }, 'notes:write': { description: 'change your note' } },
    },
  ]),
  SCOPE_REQUESTS: 'supported',
})

/** Returns the lines that .dev.vars lacks, so that an Enrol with these settings works with the example. */
export function missingLines(resource, settings) {
  const wanted = settingsFor(resource)
  const identifiers = `${typeof settings.RESOURCES === 'string' ? settings.RESOURCES : JSON.stringify(settings.RESOURCES ?? '')}`
  const isNamed = identifiers.split(/[\s"']+/).includes(resource)
  const lines = isNamed ? [] : [`RESOURCES='${wanted.RESOURCES}'`]
  return settings.SCOPE_REQUESTS === wanted.SCOPE_REQUESTS ? lines : [...lines, `SCOPE_REQUESTS="${wanted.SCOPE_REQUESTS}"`]
}
