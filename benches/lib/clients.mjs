import { readFileSync } from 'node:fs'
import { at } from '../../scripts/lib/project.mjs'

// In a file of their own, for what is measured without a server registers them as well.
const clients = JSON.parse(readFileSync(at('benches/clients.json'), 'utf8'))

/** As the MCP clients register that run on their user's machine. */
export const MCP = clients.mcp

/** As a web application registers, with a secret and with its pages. */
export const WEB = clients.web

/** As a machine registers that gets tokens for itself. */
export const MACHINE = clients.machine

/** All that an OpenID Connect client can say of itself. OpenID Connect Registration section 2. */
export const OPENID = clients.openid

/** What an OpenID provider says of itself that such a client may register with. */
export const PROVIDER = clients.provider
