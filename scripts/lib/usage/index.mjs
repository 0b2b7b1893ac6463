/**
 * The usage texts of the command line and of the npm scripts.
 *
 * The help prints them, and the reference page of the command line is made from them. The first sentence of `about` is
 * the summary of a command.
 */

import { audit } from './audit.mjs'
import { client } from './client.mjs'
import { epoch } from './epoch.mjs'
import { issuer } from './issuer.mjs'
import { key } from './key.mjs'
import { metrics } from './metrics.mjs'
import { policy } from './policy.mjs'
import { provider } from './provider.mjs'
import { statement } from './statement.mjs'
import { template } from './template.mjs'
import { token } from './token.mjs'
import { user } from './user.mjs'

export { npmScripts } from './npm-scripts.mjs'
export { commonOptions } from './options.mjs'

/**
 * The commands in groups: `argument` is the positional argument, `synopsis` the options in a usage line, `event` the kind of
 * the event in the audit log.
 */
export const groups = { token, key, client, user, provider, epoch, policy, template, audit, metrics, issuer, statement }
