// Options of commands, as the usage texts have them.

/** An option with a value: the help shows `value` as the name of the value. */
export const value = (name, about) => ({ type: 'string', value: name, about })

/** An option with a value that may be given several times. */
export const repeatable = (name, about) => ({ ...value(name, `${about}; repeatable`), multiple: true })

/** An option with a value that several commands share. It is repeatable only in others, and is refused here if repeated. */
export const single = (name, about) => ({ ...value(name, about), multiple: true })

/** An option without a value. */
export const flag = (about) => ({ type: 'boolean', about })

/** The options of commands that ask the admin API. */
export const adminOptions = {
  url: value('URL', 'the ISSUER of the server; default: that of the local server, or with --remote of wrangler.toml'),
  'token-file': value('FILE', 'the file with an access token for the admin API; default: the environment variable ENROL_TOKEN'),
}

export const adminSynopsis = '[--url URL] [--token-file FILE]'

/** The options of commands that ask the database, or the admin API if one of these options is given. */
export const eitherOptions = {
  url: value('URL', 'asks the admin API of the server with this ISSUER instead of the database'),
  'token-file': value('FILE', 'asks the admin API with the access token in this file; default with --url: the environment variable ENROL_TOKEN'),
}

/** The options of every command. */
export const commonOptions = {
  remote: flag('uses the deployed database instead of the local one'),
  json: flag('prints JSON'),
  help: { ...flag('explains a command: enrol token create --help'), short: 'h' },
  version: flag('prints the version'),
}
