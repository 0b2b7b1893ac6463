import { readFileSync } from 'node:fs'
import { at } from '../../scripts/lib/project.mjs'

// The native benchmarks read the same file.
const clients = JSON.parse(readFileSync(at('benches/clients.json'), 'utf8'))

/** An MCP client on the machine of its user. */
export const MCP = clients.mcp

/** A web application with a secret and pages. */
export const WEB = clients.web

/** A machine that gets tokens for itself. */
export const MACHINE = clients.machine

/** A client with every member of OpenID Connect Registration section 2. */
export const OPENID = clients.openid

/** The metadata of an OpenID provider that accepts such a client. */
export const PROVIDER = clients.provider
