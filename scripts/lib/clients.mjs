// As src/client/identifier.rs: 128 bits in base64url, of which one text is the only spelling.
const REGISTERED = /^c[\w-]{21}[AQgw]$/

/** Whether an identifier can be that of a client that has registered. */
export const isRegistered = (id) => REGISTERED.test(id)

/** Whether an operator can choose a name: for a client of the setting CLIENTS, or a template of TEMPLATES. */
export const isChosen = (id) => /^(?!http)[\w.~-]{1,64}$/.test(id) && !isRegistered(id)

/** The statement that finds a client that has registered, also once it is deleted. */
export const lookupOf = (id) =>
  `SELECT client_id, issued_at, revision, deleted_at, bounds, metadata FROM clients WHERE client_id = '${id}'`
