/** Runs the statements of a JSON array in one transaction; returns the metadata and the rows of each. */
export default {
  async fetch(request, { DB }) {
    try {
      const prepared = (await request.json()).map(([sql, parameters]) => DB.prepare(sql).bind(...parameters))
      return Response.json((await DB.batch(prepared)).map(({ meta, results }) => ({ ...meta, results })))
    } catch (error) {
      return new Response(error.message, { status: 500 })
    }
  },
}
