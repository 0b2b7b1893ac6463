import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'smol-toml'
import { faultsIn } from '../../scripts/lib/check.mjs'
import { mint, mintClientSecret } from '../../scripts/lib/master-secret.mjs'
import { rulesOfSettings } from '../../scripts/lib/rules.mjs'
import { blocksOf, pages, textOf } from './support/pages.mjs'

test('the Worker starts with the settings that a page shows', async () => {
  const rules = await rulesOfSettings()
  let count = 0
  for (const page of pages()) {
    for (const { info, lines, line } of blocksOf(textOf(page)).filter(({ info }) => info.startsWith('toml'))) {
      const { vars, ...others } = parse(lines.join('\n'))
      const settings = Object.entries({ ...others, ...vars }).filter(([name]) => /^[A-Z_]+$/.test(name))
      const shown = { ISSUER: 'https://as.example.com', MASTER_SECRET: mint('k1'), ...Object.fromEntries(settings) }
      const confidential = Object.entries(shown.CLIENTS ?? {}).filter(([, client]) => client.token_endpoint_auth_method !== 'none')
      const CLIENT_SECRETS = confidential.map(([id]) => `${id}:${mintClientSecret()}`).join(' ')
      const providers = Object.entries(shown.IDENTITY_PROVIDERS ?? {}).filter(([, { client_id }]) => client_id)
      const IDENTITY_PROVIDER_SECRETS = providers.map(([name]) => `${name}:secret`).join(' ')
      const PROXY_SECRET = mintClientSecret()
      assert.deepEqual(faultsIn({ CLIENT_SECRETS, IDENTITY_PROVIDER_SECRETS, PROXY_SECRET, ...shown }, rules), [], `${page}, line ${line}`)
      if (settings.length > 0) count += 1
    }
  }
  assert.ok(count > 0)
})
