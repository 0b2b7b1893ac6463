/** Answers with a document that never changes, or with 304. */
export default {
  fetch(request, { DOCUMENT, HEADERS }) {
    const isKnown = request.headers.get('if-none-match') === HEADERS.etag
    return new Response(isKnown ? null : DOCUMENT, { status: isKnown ? 304 : 200, headers: HEADERS })
  },
}
