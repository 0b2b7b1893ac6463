/** Runs the SQL statements of a JSON array, one after the other: how a database is made before anything is measured. */
export default {
  async fetch(request, { DB }) {
    for (const sql of await request.json()) await DB.prepare(sql).run()
    return new Response()
  },
}
