/** What is said on the standard error from now on, until the test is over. */
export function warningsOf(t) {
  const said = []
  t.mock.method(console, 'error', (line) => said.push(line))
  return said
}
