// Usage texts of the npm scripts.

/** The npm scripts, by the tasks that they are for: `synopsis` is the whole command. */
export const npmScripts = {
  start: { synopsis: '[PORT=NUMBER] npm start', about: 'Serves Enrol on this machine, at port 8780 unless PORT says otherwise.' },
  enrol: { synopsis: 'npm run enrol -- COMMAND', about: 'Runs a command of the command line.' },
  'example:mcp': {
    synopsis: '[MCP_PORT=NUMBER] npm run example:mcp',
    about: 'Serves the MCP server of examples/mcp-server beside npm start, at port 8788 unless MCP_PORT says otherwise.',
  },
  release: {
    synopsis: 'npm run release [-- FOLDER]',
    about: 'Writes an archive of the built Worker that deploys without Rust, into target/release-files or FOLDER.',
  },
  secret: { synopsis: 'npm run secret', about: 'Prints a new key for the secret MASTER_SECRET.' },
  check: {
    synopsis: 'npm run check [-- --remote]',
    about: 'Checks the settings of wrangler.toml and .dev.vars. With --remote it also checks the deployed server and its secrets.',
  },
  migrate: {
    synopsis: 'npm run migrate [-- --remote]',
    about: 'Applies the migrations of schema/ to the local database, or with --remote to the deployed one.',
  },
  build: { synopsis: 'npm run build', about: 'Builds the Worker into build/. npm start and wrangler deploy run it.' },
  setup: { synopsis: 'npm run setup', about: 'Installs what the build needs: npm packages, the Rust toolchain and wasm-bindgen.' },
  test: {
    synopsis: 'npm test',
    about: 'Runs all checks and tests. npm run test:unit, test:e2e and test:interop run a part of them.',
  },
  'test:unit': { synopsis: 'npm run test:unit', about: 'Runs formatting, lints, native tests and script tests.' },
  'test:e2e': { synopsis: 'npm run test:e2e', about: 'Builds the Worker and runs the end-to-end tests.' },
  'test:interop': { synopsis: 'npm run test:interop', about: 'Builds the Worker and tests it with client libraries of other projects.' },
  soak: { synopsis: 'npm run soak', about: 'Builds the Worker and runs the long tests at their whole length.' },
  coverage: { synopsis: 'npm run coverage', about: 'Writes tests/COVERAGE.md: the tests of each requirement.' },
  openapi: { synopsis: 'npm run openapi', about: 'Writes openapi.json from the table of members.' },
  reference: { synopsis: 'npm run reference', about: 'Writes the pages of docs/reference that are made from the code.' },
  identifiers: { synopsis: 'npm run identifiers', about: 'Writes docs/identifiers.md: how long sealed identifiers are.' },
  fuzz: {
    synopsis: 'npm run fuzz -- [SECONDS] [TARGETS]',
    about: 'Fuzzes the targets of fuzz/targets, all of them unless some are named, each for 60 seconds unless SECONDS says otherwise.',
  },
  mutants: {
    synopsis: 'npm run mutants -- [CHANGES] [SEED]',
    about: 'Changes the core in about 100 places, one at a time, and lists the changes that no native test notices.',
  },
  bench: { synopsis: 'npm run bench [-- [--quick] [SCENARIOS]]', about: 'Measures Enrol and other servers on workerd and writes benches/results.md.' },
  'bench:check': {
    synopsis: 'npm run bench:check [-- --write]',
    about: 'Counts the instructions of the core and compares them with benches/instructions.json. --write updates that file.',
  },
  'bench:native': { synopsis: 'npm run bench:native [-- STEPS]', about: 'Times the core on this machine.' },
  cost: {
    synopsis: 'npm run cost [-- OPTIONS]',
    about: 'Writes the tables of docs/scale.md: prices and limits. npm run cost -- --help lists the numbers that can be given.',
  },
}
