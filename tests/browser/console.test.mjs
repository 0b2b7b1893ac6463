import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { codeOf } from '../e2e/support/authenticator.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { register } from '../e2e/support/http.mjs'
import { askForToken } from '../e2e/support/oauth.mjs'
import { createUser, SIGN_INS } from '../e2e/support/sign-in.mjs'
import { enter, launch, leads, look, openPage, skip, VIEWS } from './support/walk.mjs'

const TEMPLATES = JSON.stringify({ wallet: { client_name: 'Wallet', grant_types: ['client_credentials'] } })

describe('an operator at the console in a browser', () => {
  let enrol, browser
  before(async () => {
    if (skip) return
    enrol = await startEnrol({ vars: { CONSOLE_ROLES: 'admin', POLICIES: 'database', TEMPLATES }, limits: SIGN_INS })
    browser = await launch()
  })
  after(async () => {
    await browser?.close()
    await enrol?.stop()
  })

  for (const [name, view] of Object.entries(VIEWS)) {
    test(`enters with two factors, and steers clients, tokens, policies and keys: ${name}`, { skip }, async () => {
      const operator = createUser(enrol, `operator-${name}`, { name: 'Olga', roles: ['admin'] })
      const { json: client } = await register(enrol, { client_name: 'Ledger', grant_types: ['client_credentials'] })
      const { json: report } = await register(enrol, { client_name: 'Report', grant_types: ['client_credentials'] })
      assert.equal((await askForToken(enrol, report)).status, 200)
      // The pages work without scripts.
      const page = await openPage(browser, { ...view, javaScriptEnabled: name !== 'phone-light' })
      const loads = (act) => leads(page, () => act)
      const step = (number) => (name === 'phone-light' ? undefined : look(page, `${name}-console-${number}`))
      const press = (action) => loads(page.click(`button[value=${action}]`))
      const used = async () => (await askForToken(enrol, client)).status

      const app = { client_name: 'Photo', redirect_uris: ['https://photo.example/cb'] }
      for (const redirect_uris of [app.redirect_uris, ['https://photo.example/b'], ['http://photo.example/cb']]) {
        await register(enrol, { ...app, redirect_uris })
      }
      assert.equal((await enrol.scheduled('* * * * *')).status, 200)

      await page.goto(`${enrol.issuer}/console`)
      await enter(page, operator)
      await page.fill('#code', codeOf(await page.textContent('dd code')))
      await loads(page.press('#code', 'Enter'))
      await loads(page.click('main a.button'))
      assert.equal(new URL(page.url()).pathname, '/console')
      assert.ok((await page.locator('svg.plot rect.p1').count()) > 0, 'a refusal')
      assert.match(await page.textContent('main'), /Registrations by redirection host.*photo\.example/s)
      await page.click('summary >> text=Registrations as a table')
      assert.equal(await page.locator('details[open] thead th').allTextContents().then((all) => all.join()), 'From,registered,refused')
      await step('1-overview')
      await loads(page.click('text=Last 30 days'))
      assert.ok((await page.locator('details >> nth=0').locator('tbody tr').count()) > 0)
      await step('1-overview-month')
      await loads(page.click('text=Overview'))

      await page.fill('#client_id', client.client_id)
      await loads(page.press('#client_id', 'Enter'))
      assert.equal(await page.textContent('h1'), 'Ledger')
      await step('2-client')
      await press('disable')
      assert.match(await page.textContent('main'), /The client is shut out/)
      await step('3-disabled')
      assert.equal(await used(), 401)
      await press('enable')
      assert.equal(await used(), 200)

      await page.goto(`${enrol.issuer}/console/clients?client_name=ledg`)
      assert.ok((await page.locator('.list > li').count()) > 0)
      await step('4-clients')

      const member = createUser(enrol, `member-${name}`, { name: 'Mia', email: 'mia@example.com', groups: ['staff'] })
      await loads(page.click('nav >> text=Users'))
      await page.fill('#username', member.username.toUpperCase())
      await loads(page.press('#username', 'Enter'))
      assert.equal(await page.locator('.list > li').count(), 1)
      await step('21-users')
      await loads(page.click('.list a'))
      assert.equal(await page.textContent('h1'), 'Mia')
      await step('22-user')
      const confirm = async (action, summary) => {
        await page.click(`summary >> text=${summary}`)
        await page.check(`#sure-${action}`)
        await press(action)
      }
      await confirm('disable', 'Shut the user out')
      assert.match(await page.textContent('main'), /The user is shut out/)
      await page.click('summary >> text=Let the user in again')
      await step('23-disabled-user')
      await page.click('summary >> text=Let the user in again')
      await confirm('enable', 'Let the user in again')
      await confirm('sign-out', 'Sign the user out everywhere')
      assert.match(await page.textContent('main'), /All sessions and grants of the user have ended/)
      await confirm('delete', 'Delete the user')
      assert.match(await page.textContent('main'), /The user is deleted.*No user has this identifier/s)
      await step('24-no-user')

      await page.goto(`${enrol.issuer}/console/tokens`)
      await page.fill('#label', 'Bank')
      await press('create')
      assert.match(await page.textContent('main'), /enrol_iat_/)
      await step('5-tokens')

      await page.goto(`${enrol.issuer}/console/trial`)
      await page.fill('#metadata', '{"redirect_uris": ["http://app.example/cb"]}')
      await loads(page.click('text=Explain'))
      assert.match(await page.textContent('main'), /redirect_uris\[0\] must be an https URI/)
      await step('6-refused')
      await page.fill('#metadata', '{}')
      await page.selectOption('#template', 'wallet')
      await loads(page.click('text=Explain'))
      assert.match(await page.textContent('main'), /This client would be registered/)
      await step('7-explained')

      await page.goto(`${enrol.issuer}/console/epochs`)
      await page.fill('#name', `none-${name}`)
      await press('begin')
      await step('8-epochs')
      await press('lift')

      await page.goto(`${enrol.issuer}/console/keys`)
      await step('10-keys')
      if (await page.locator('button[value=rotate]').count()) await press('rotate')
      assert.match(await page.textContent('main'), /Each signing key has its successor/)
      await step('11-rotated')

      await page.goto(`${enrol.issuer}/console/policies`)
      await page.selectOption('#kind', 'open')
      await page.fill('#document', '{"protected_names": ["Ledger"], "lifetime": 1}')
      await press('draft')
      assert.match(await page.textContent('#problem'), /lifetime must be seconds/)
      assert.match(await page.inputValue('#document'), /"lifetime": 1/)
      await step('12-refused-policy')
      await page.fill('#document', '{"protected_names": ["Ledger"], "defaults": {"software_version": "1"}}')
      await press('draft')
      assert.match(await page.textContent('main'), /The draft is saved/)
      await step('13-draft')
      await press('replay')
      assert.match(await page.textContent('ul.list'), /client_name must not look like Ledger/)
      await step('14-comparison')
      await page.fill('#document', '{"protected_names": ["Ledger"]')
      await press('activate')
      assert.match(await page.textContent('#problem'), /well-formed JSON/)
      await page.fill('#document', '{"protected_names": ["Ledger"]}')
      await press('activate')
      assert.match(await page.textContent('main'), /The version is in force/)
      await step('15-active')
      const refused = await register(enrol, { ...app, client_name: 'Ledger' })
      assert.match(refused.json.error_description, /client_name must not look like Ledger/)
      await page.click('summary >> text=Write the next version')
      await step('16-next-version')
      await page.click('summary >> text=Take the version out of use')
      await press('retire')
      assert.match(await page.textContent('main'), /applies to nothing any more/)
      await loads(page.click('text=Policies'))
      await step('17-policies')

      await page.goto(`${enrol.issuer}/console/templates`)
      await page.fill('#kind', 'mobile')
      await page.fill('#document', '{"redirect_uris": ["com.example.app:/callback"], "client_name": "Mobile app"}')
      await press('draft')
      await page.selectOption('#registrant', 'token')
      await press('preview')
      assert.match(await page.textContent('main'), /A client of the template/)
      assert.equal(await page.inputValue('#registrant'), 'token')
      await step('18-template')
      await press('activate')
      assert.match(await page.textContent('main'), /The version is in force/)
      await page.goto(`${enrol.issuer}/console/issuers`)
      await page.fill('#kind', 'https://authority.example')
      await page.fill('#document', '{"jwks_uri": "https://authority.example/jwks.json"}')
      await press('draft')
      await step('19-issuer')
      await loads(page.click('text=Issuers'))
      await step('20-issuers')

      await page.goto(`${enrol.issuer}/console/audit`)
      await page.selectOption('#journal', 'administration')
      await loads(page.click('text=Search'))
      assert.match(await page.textContent('ul.list'), /policy-retired/)
      await step('9-audit')

      await page.goto(`${enrol.issuer}/console/client?client_id=${client.client_id}`)
      await page.click('summary')
      await page.check('#sure')
      await press('delete')
      assert.match(await page.textContent('main'), /The client is deleted/)
      assert.equal(await used(), 401)
      await page.context().close()
    })
  }
})
