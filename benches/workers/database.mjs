/** Runs the SQL statements of a JSON array one after the other, which creates the database before a measurement. */
export default {
  async fetch(request, { DB }) {
    for (const sql of await request.json()) await DB.prepare(sql).run()
    return new Response()
  },
}
