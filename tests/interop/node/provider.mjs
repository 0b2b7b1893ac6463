/** Returns a provider that keeps in memory what an SDK for TypeScript wants kept, as its documentation shows. */
export const inMemoryProvider = (clientMetadata) => ({
  clientMetadata,
  redirectUrl: clientMetadata.redirect_uris[0],
  clientInformation() {
    return this.information
  },
  saveClientInformation(information) {
    this.information = information
  },
  isClientInformationDynamicallyRegistered: () => true,
  tokens() {
    return this.kept
  },
  saveTokens(tokens) {
    this.kept = tokens
  },
  redirectToAuthorization(url) {
    this.redirectedTo = url
  },
  codeVerifier() {
    return this.verifier
  },
  saveCodeVerifier(verifier) {
    this.verifier = verifier
  },
  discoveryState() {
    return this.discovered
  },
  saveDiscoveryState(state) {
    this.discovered = state
  },
  invalidateCredentials(scope) {
    if (scope === 'all' || scope === 'client') this.information = undefined
    if (scope !== 'verifier') this.kept = undefined
  },
})

/** Sends the user to an authorization request; returns the address of the redirection back. */
export async function signIn(user, authorizationUrl) {
  const response = await fetch(`${user}?${new URLSearchParams({ url: authorizationUrl })}`)
  const { location, message } = await response.json()
  if (!location) throw new Error(message)
  return new URL(location)
}

/**
 * Lives through the life of a client, and prints the claims of each answer: a token that expires, and then a client that is
 * deleted. `connect` returns how to call a tool and how to end; it signs the user in if need be.
 */
export async function live(connect, isUnauthorized) {
  const first = await connect()
  const told = [await first.call('expire'), await first.call('unregister')]
  const refusal = await first.call('whoami').catch((error) => error)
  if (!isUnauthorized(refusal)) throw refusal
  await first.close()
  const again = await connect()
  told.push(await again.call('whoami'))
  await again.close()
  return told
}
