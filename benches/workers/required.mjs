/** Does the unavoidable work of a registration: limits, logs, stores if required, and answers with all headers. */
export default {
  async fetch(request, { REGISTRATION_LIMIT, HEADERS, ANSWER, DB }) {
    const metadata = JSON.parse(new TextDecoder().decode(await request.arrayBuffer()))
    const { success } = await REGISTRATION_LIMIT.limit({ key: 'unknown' })
    const client_id = crypto.randomUUID()
    if (DB && success) await DB.prepare(INSERT).bind(client_id, JSON.stringify(metadata)).run()
    console.log(JSON.stringify({ method: request.method, route: 'client_registration', client_id, status: 201 }))
    const answer = JSON.stringify({ ...ANSWER, ...metadata, client_id })
    return new Response(answer, { status: success ? 201 : 429, headers: HEADERS })
  },
}

const INSERT = 'INSERT INTO clients (client_id, metadata) VALUES (?1, ?2)'
