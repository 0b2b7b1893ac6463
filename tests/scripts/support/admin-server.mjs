import assert from 'node:assert/strict'

const ISSUER = 'https://as.example'

/** A server with these answers of the admin API, by method, path and body. `sent` has the requests. */
export function server(answers) {
  const sent = []
  const fetch = async (url, { method = 'GET', headers, body }) => {
    assert.equal(headers.authorization, 'Bearer secret-token')
    const request = [method, url.slice(`${ISSUER}/admin/v1`.length), body].filter(Boolean).join(' ')
    sent.push(request)
    const [status, answer, type = 'application/json'] = answers[request] ?? [404, { title: 'Not Found', detail: 'there is no such thing' }]
    const text = status === 204 ? null : typeof answer === 'string' ? answer : JSON.stringify(answer)
    return new Response(text, { status, headers: { 'content-type': type } })
  }
  return { sent, fetch, env: { ENROL_TOKEN: 'secret-token' }, pause: async () => {} }
}

const forbidden = () => assert.fail('the database is not asked')

/** Runs a command at a server, which must not ask the database. */
export const runAt = (command, name, options, surroundings) =>
  command(forbidden, { url: ISSUER, ...options }, name, '--local', surroundings)
