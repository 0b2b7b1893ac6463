/** Does the unavoidable work of a client read: reads the row, logs, and answers with all headers. */
export default {
  async fetch(request, { HEADERS, ANSWER, DB }) {
    const client_id = new URL(request.url).pathname.slice(1)
    const row = await DB.prepare('SELECT metadata FROM clients WHERE client_id = ?1').bind(client_id).first()
    console.log(JSON.stringify({ method: request.method, route: 'client_configuration', client_id, status: 200 }))
    const answer = JSON.stringify({ ...ANSWER, ...JSON.parse(row.metadata), client_id })
    return new Response(answer, { headers: HEADERS })
  },
}
