/** Answers with the row of the client that the path names. */
export default {
  async fetch(request, { DB }) {
    const client_id = new URL(request.url).pathname.slice(1)
    const row = await DB.prepare('SELECT metadata FROM clients WHERE client_id = ?1').bind(client_id).first()
    return new Response(row.metadata, { headers: { 'content-type': 'application/json' } })
  },
}
