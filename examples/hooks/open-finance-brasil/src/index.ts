import type { Question, Settings } from './contract.ts'
import { decide } from './decide.ts'
import { isOfEnrol } from './signature.ts'

export default {
  async fetch(request: Request, settings: Settings): Promise<Response> {
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } })
    const body = await request.arrayBuffer()
    if (!(await isOfEnrol(request, body, settings))) return new Response(null, { status: 401 })
    const question: Question = JSON.parse(new TextDecoder().decode(body))
    return Response.json({ nonce: question.nonce, ...decide(question, settings) })
  },
}
