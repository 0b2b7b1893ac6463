import type { Decision, Members, Question, Settings } from './contract.ts'
import { activeRoles, scopesOf } from './roles.ts'

/** Decides about a registration or an update. Enrol has verified the statement and applied its own rules before. */
export function decide({ request, metadata, software_statement }: Question, settings: Settings): Decision {
  if (!software_statement?.fresh) return refuseStatement('invalid_software_statement', 'must come with this request')
  const { claims } = software_statement
  const fault = faultOf(claims, settings)
  if (fault) return refuseStatement('unapproved_software_statement', fault)
  const permitted = scopesOf(activeRoles(claims.software_statement_roles))
  if (permitted.length === 0) return refuseStatement('unapproved_software_statement', 'must have an active role')
  return decideScope(request.scope, metadata.scope, permitted)
}

/** Returns what the claims lack, as words that follow the name of the statement. */
function faultOf(claims: Members, { SOFTWARE_MODE, BLOCKED_ORGANISATIONS }: Settings): string | undefined {
  const { org_id, org_status, software_mode } = claims
  if (typeof org_id !== 'string' || org_id === '') return 'must name its organisation'
  if (org_status !== 'Active') return 'must be of an organisation that is active'
  if (software_mode !== SOFTWARE_MODE) return `must be for the software_mode ${SOFTWARE_MODE}`
  if (BLOCKED_ORGANISATIONS.split(' ').includes(org_id)) return 'must be of an organisation that this bank serves'
  return undefined
}

/** A client gets what it asks for if its roles permit it, and everything that they permit if it asks for nothing. */
function decideScope(requested: unknown, registered: unknown, permitted: string[]): Decision {
  const wanted = typeof requested === 'string' ? requested.split(' ').filter(Boolean) : []
  const excess = wanted.filter((value) => !permitted.includes(value))
  if (excess.length > 0) {
    const error_description = `scope must have no value beyond the active roles of the software: ${permitted.join(' ')}`
    return { decision: 'refuse', error: 'invalid_client_metadata', error_description, pointer: '/scope' }
  }
  const scope = (wanted.length > 0 ? wanted : permitted).join(' ')
  return scope === registered ? { decision: 'allow' } : { decision: 'amend', members: { scope } }
}

const refuseStatement = (error: string, must: string): Decision => ({
  decision: 'refuse',
  error,
  error_description: `software_statement ${must}`,
  pointer: '/software_statement',
})
