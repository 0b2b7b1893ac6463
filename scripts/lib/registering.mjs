/** Stands in for node:test where tests are listed: each is noted with its name, and none is run. */

let noted = []

/** The tests that were registered since the last call. */
export function takeNoted() {
  const taken = noted
  noted = []
  return taken
}

export const test = Object.assign((...args) => note(args), {
  only: (...args) => note(args),
  skip: (...args) => note(args, true),
  todo: (...args) => note(args, true),
})

/** The tests of a suite are registered by what it does. */
export const describe = Object.assign((name, ...rest) => rest.find((one) => typeof one === 'function')?.(), {
  skip: () => {},
  todo: () => {},
})

function note([title, ...rest], isLeftOut = false) {
  const { skip, todo } = rest.find((one) => typeof one === 'object') ?? {}
  // With a reason, it is left out where something is missing that another machine has.
  noted.push({ title, isLeftOut: isLeftOut || skip === true || Boolean(todo) })
}

const nothing = () => {}

export { nothing as after, nothing as afterEach, nothing as before, nothing as beforeEach }
export { describe as suite, test as it, test as default }
