import { localUsersIn } from './check.mjs'
import { settingsIn } from './configuration.mjs'
import { devVar } from './dev-vars.mjs'
import { Problem } from './say.mjs'

/** Returns the setting `LOCAL_USERS` of the server whose database is used. */
export function localUsers(where) {
  const setting = (name) => (where === '--local' ? devVar(name) : undefined) ?? settingsIn()[name]
  return localUsersIn({ LOCAL_USERS: setting('LOCAL_USERS'), IDENTITY_PROVIDERS: setting('IDENTITY_PROVIDERS') })
}

/** Refuses to make a link where nobody can use it. */
export function checkLinks(setting) {
  if (setting === 'off') {
    throw new Problem('LOCAL_USERS is off, so no link is made: users sign in at their identity provider, which sets their passwords')
  }
}
