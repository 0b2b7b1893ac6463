import { once } from 'node:events'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

// A server of npm oidc-provider on Node with open registration and its adapter in memory.
const provider = new Provider('https://as.example', {
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    registration: { enabled: true, initialAccessToken: false },
  },
  scopes: ['openid', 'offline_access', 'read'],
})
const server = createServer(provider.callback()).listen(0, '127.0.0.1')
await once(server, 'listening')
console.log(server.address().port)
