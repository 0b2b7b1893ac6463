/** Reads a registration and stores it under a random identifier, in one statement. */
export default {
  async fetch(request, { DB }) {
    const metadata = await request.json()
    const client_id = crypto.randomUUID()
    await DB.prepare('INSERT INTO clients (client_id, metadata) VALUES (?1, ?2)')
      .bind(client_id, JSON.stringify(metadata))
      .run()
    return Response.json({ client_id, ...metadata }, { status: 201 })
  },
}
