/** Parses a registration and answers with it: the least possible cost of a registration. */
export default {
  async fetch(request) {
    return Response.json(await request.json(), { status: 201 })
  },
}
