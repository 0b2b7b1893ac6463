/** Runs the statements of a JSON array, with their parameters, in one transaction; gives what D1 says of each, and its rows. */
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
