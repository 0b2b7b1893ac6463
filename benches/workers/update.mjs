/** Parses the new metadata of a client and stores them with one statement. */
export default {
  async fetch(request, { DB }) {
    const client_id = new URL(request.url).pathname.slice(1)
    const metadata = await request.json()
    await DB.prepare('UPDATE clients SET metadata = ?2 WHERE client_id = ?1')
      .bind(client_id, JSON.stringify(metadata))
      .run()
    return Response.json(metadata)
  },
}
