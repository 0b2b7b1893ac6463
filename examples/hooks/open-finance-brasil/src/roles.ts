// The regulatory roles and their scopes: Open Finance Brasil Dynamic Client Registration 1.0 ID3, section 7.2. The scopes of a
// role grow with the phases of Open Finance, so compare this table with the current text.

export const SCOPES_OF_ROLES: Record<string, string[]> = {
  DADOS: [
    'openid',
    'accounts',
    'bank-fixed-incomes',
    'consents',
    'credit-cards-accounts',
    'credit-fixed-incomes',
    'customers',
    'exchanges',
    'financings',
    'funds',
    'invoice-financings',
    'loans',
    'resources',
    'treasure-titles',
    'unarranged-accounts-overdraft',
    'variable-incomes',
  ],
  PAGTO: ['openid', 'payments'],
  CONTA: ['openid'],
  CCORR: ['openid'],
}

/** Returns the active roles that a statement names, as far as this table knows them. */
export function activeRoles(roles: unknown): string[] {
  if (!Array.isArray(roles)) return []
  const active = roles.filter((entry) => entry?.status === 'Active').map(({ role }) => String(role))
  return active.filter((role) => Object.hasOwn(SCOPES_OF_ROLES, role))
}

/** Returns every scope value of these roles once, in the order of the table. */
export const scopesOf = (roles: string[]): string[] => [...new Set(roles.flatMap((role) => SCOPES_OF_ROLES[role]))]
