import { hasPackages, installPackages } from './packages.mjs'
import { at } from './project.mjs'

const FOLDER = 'tests/interop/node'

/** Installs the packages that only programs of tests/interop/node need. */
export const setUpNodePrograms = () => installPackages(FOLDER, 'installing clients of the Model Context Protocol, about 15 seconds, once')

/** Returns the path of a program of tests/interop/node, or of one of its packages. */
export const nodeProgram = (name) => at(FOLDER, name)

/** Returns why the programs cannot run here, for the `skip` of node:test; false if they can. */
export const lackOfNodePrograms = () =>
  hasPackages(FOLDER) ? false : 'the npm packages are not installed: npm run test:interop installs them'
