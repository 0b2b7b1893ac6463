/** Reads a registration and answers it as it came: the least that any registration can cost. */
export default {
  async fetch(request) {
    return Response.json(await request.json(), { status: 201 })
  },
}
