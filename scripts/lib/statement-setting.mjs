import { tableOf } from './configuration.mjs'

/** Whether the setting STATEMENT_ISSUERS names an issuer, as far as files here tell: it goes before the database. */
export const isInSetting = (issuer, where, files) => Object.hasOwn(tableOf('STATEMENT_ISSUERS', where, files), issuer)
