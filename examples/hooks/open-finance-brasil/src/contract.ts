// What Enrol asks, and what it may be answered. docs/guides/hooks.md explains each member.

export type Members = Record<string, unknown>

/** The question, with the members that this Worker reads. */
export interface Question {
  nonce: string
  method: 'POST' | 'PUT'
  /** The members as the client sent them. */
  request: Members
  /** The members as Enrol would register them now. */
  metadata: Members
  /** The verified statement. `fresh` is false if the client holds it from an earlier request. */
  software_statement?: { issuer: string; fresh: boolean; claims: Members }
}

export type Decision =
  | { decision: 'allow' }
  | { decision: 'amend'; members: Members }
  | { decision: 'refuse'; error: string; error_description: string; pointer?: string }

export interface Settings {
  SOFTWARE_MODE: string
  BLOCKED_ORGANISATIONS: string
  ISSUER: string
  HOOK_URL: string
}
