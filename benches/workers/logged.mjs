/** Answers with a document that never changes, and writes a line to the log. */
export default {
  fetch(request, { DOCUMENT, HEADERS }) {
    const ray_id = request.headers.get('cf-ray') ?? ''
    console.log(JSON.stringify({ method: request.method, route: 'discovery', ray_id, status: 200 }))
    return new Response(DOCUMENT, { headers: HEADERS })
  },
}
