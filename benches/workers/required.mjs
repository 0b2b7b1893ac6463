/** Does what has to be done around a registration: limits, logs, and answers with the headers that each answer has. */
export default {
  async fetch(request, { REGISTRATION_LIMIT, HEADERS, ANSWER }) {
    const metadata = JSON.parse(new TextDecoder().decode(await request.arrayBuffer()))
    const { success } = await REGISTRATION_LIMIT.limit({ key: 'unknown' })
    const client_id = crypto.randomUUID()
    console.log(JSON.stringify({ method: request.method, route: 'client_registration', client_id, status: 201 }))
    const answer = JSON.stringify({ ...ANSWER, ...metadata, client_id })
    return new Response(answer, { status: success ? 201 : 429, headers: HEADERS })
  },
}
