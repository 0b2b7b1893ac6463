// Takes the place of node:test where tests are listed: it records the names of the tests and runs none.

let noted = []

/** Returns the tests that were registered since the last call. */
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

/** Runs the function of a suite, which registers its tests. */
export const describe = Object.assign((name, ...rest) => rest.find((one) => typeof one === 'function')?.(), {
  skip: () => {},
  todo: () => {},
})

function note([title, ...rest], isLeftOut = false) {
  const { skip, todo } = rest.find((one) => typeof one === 'object') ?? {}
  // A test that is skipped with a reason runs on other machines.
  noted.push({ title, isLeftOut: isLeftOut || skip === true || Boolean(todo) })
}

const nothing = () => {}

export { nothing as after, nothing as afterEach, nothing as before, nothing as beforeEach }
export { describe as suite, test as it, test as default }
