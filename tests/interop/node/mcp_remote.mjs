import { symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { json } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))

const { url, user, folder, clientMetadataUrl, tools = ['expire', 'unregister', 'whoami'] } = await json(process.stdin)

// On Linux the program opens $BROWSER, on macOS the command open.
const browser = here('browser.mjs')
symlinkSync(browser, join(folder, 'open'))
const env = {
  BROWSER: browser,
  ENROL_USER: user,
  MCP_REMOTE_CONFIG_DIR: folder,
  PATH: [folder, process.env.PATH].join(delimiter),
}
const args = [here('node_modules/mcp-remote/dist/proxy.js'), url]
if (clientMetadataUrl) args.push('--client-metadata-url', clientMetadataUrl)
const client = new Client({ name: 'test', version: '1.0.0' })
await client.connect(new StdioClientTransport({ command: process.execPath, args, env }))
const call = async (name) => JSON.parse((await client.callTool({ name, arguments: {} })).content[0].text)
const told = []
for (const name of tools) told.push(await call(name))
await client.close()
console.log(JSON.stringify(told))
