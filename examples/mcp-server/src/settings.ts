/** The settings and bindings of wrangler.toml. */
export interface Settings {
  /** The issuer of Enrol. */
  ISSUER: string
  /** The public address of this server: the `aud` of the tokens that it takes. */
  RESOURCE: string
  /** The notes of each user, under the user's `sub`. */
  NOTES: Notes
}

/** The part of a KV namespace that the tools use. */
export interface Notes {
  get(key: string): Promise<string | null>
  put(key: string, value: string): Promise<void>
}

/** The scope values of this server, as RESOURCES of Enrol offers them. */
export const READ = 'notes:read'
export const WRITE = 'notes:write'
