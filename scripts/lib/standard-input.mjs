import { createInterface } from 'node:readline'

/** The first line of a stream, without surrounding space; empty where there is none. A person is asked for it. */
export async function lineOf(stream, question) {
  if (stream.isTTY) process.stderr.write(question)
  for await (const line of createInterface({ input: stream })) return line.trim()
  return ''
}
