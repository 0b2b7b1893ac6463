/** Collects the lines on standard error until the end of the test. */
export function warningsOf(t) {
  const said = []
  t.mock.method(console, 'error', (line) => said.push(line))
  return said
}
