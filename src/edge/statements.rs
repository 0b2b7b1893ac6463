//! The SQL statements of the store.
//!
//! `parameters` makes the values of `?1` and so on. Statements that are said to run before or after another one run
//! with it in one transaction.

// `GLOB`, because `LIKE` ignores case and uses no index. `INDEXED BY`, because a statement should fail rather than read
// a whole table. A condition that looks superfluous is that of a partial index, which SQLite uses only for statements
// that have it too.
/// Inserts a client. Returns no row if one of the tokens to use up has no use left.
pub const INSERT: &str = "INSERT INTO clients \
    (client_id, metadata, issued_at, secret_key, secret_generation, token_key, token_generation, revision, bounds, \
    software_id, unused) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?12 \
    WHERE NOT EXISTS (SELECT 1 FROM json_each(?11) AS wanted WHERE NOT EXISTS (SELECT 1 FROM initial_access_tokens \
    WHERE digest = wanted.value AND uses_left > 0 AND expires_at > ?3)) RETURNING 1 AS stored";

/// Runs before `INSERT` for the client of an organisation: an earlier client of the organisation that is deleted makes room.
pub const CLEAR: &str = "DELETE FROM clients WHERE client_id = ?1 AND deleted_at IS NOT NULL";

/// Runs before `INSERT`: stores a signed token at its first use, with its uses and bounds of that moment.
pub const MAKE_KNOWN: &str = "INSERT INTO initial_access_tokens \
    (digest, label, uses_left, created_at, expires_at, bounds) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
    ON CONFLICT (digest) DO NOTHING";

/// Uses up tokens. Returns no row, and uses none, if one of them has no use left.
pub const USE_UP: &str = "UPDATE initial_access_tokens SET uses_left = uses_left - 1 \
    WHERE digest IN (SELECT value FROM json_each(?1)) \
    AND NOT EXISTS (SELECT 1 FROM json_each(?1) AS wanted WHERE NOT EXISTS (SELECT 1 FROM initial_access_tokens AS known \
    WHERE known.digest = wanted.value AND known.uses_left > 0 AND known.expires_at > ?2)) RETURNING uses_left";

/// Runs after `INSERT`: takes a use only if the client was stored.
pub const USE: &str = "UPDATE initial_access_tokens SET uses_left = uses_left - 1 \
    WHERE digest IN (SELECT value FROM json_each(?1)) AND EXISTS (SELECT 1 FROM clients WHERE client_id = ?2)";

pub const INITIAL_ACCESS_TOKEN: &str =
    "SELECT uses_left, expires_at, bounds FROM initial_access_tokens WHERE digest = ?1";

/// Finds a client: its row, if there is one, then a row with its last use, its epoch, the version of the signing keys,
/// the time when an operator shut it out, and what an operator has approved.
///
/// A row is two JSON objects, because D1 permits at most 32 arguments of a function; the second object has the previous
/// credentials. With a join instead of `UNION ALL`, SQLite would compile the join again for each column.
pub const FIND: &str = "SELECT json_object('metadata', metadata, 'issued_at', issued_at, 'secret_key', secret_key, \
    'secret_generation', secret_generation, 'token_key', token_key, 'token_generation', token_generation, \
    'secret_since', secret_since, 'revision', revision, 'bounds', bounds, 'unused', unused, \
    'is_deleted', deleted_at IS NOT NULL, 'epoch', (SELECT MAX(since) FROM epochs WHERE name IN ( \
    'software_id ' || clients.software_id, 'software_id ' || json_extract(bounds, '$.templates[0]'), \
    'software_id ' || json_extract(metadata, '$.software_id'), 'template ' || json_extract(bounds, '$.templates[0]'), \
    'statement_issuer ' || json_extract(bounds, '$.statement_issuers[0]')))) AS known, \
    json_object('previous_token_key', previous_token_key, 'previous_token_generation', previous_token_generation, \
    'previous_token_until', previous_token_until, 'previous_secret_key', previous_secret_key, \
    'previous_secret_generation', previous_secret_generation, 'previous_secret_until', previous_secret_until) AS previous \
    FROM clients WHERE client_id = ?1 UNION ALL SELECT json_object('last_used_at', (SELECT last_used_at FROM uses WHERE client_id = ?1), \
    'keys_mark', (SELECT group_concat(kid || ' ' || begins_at || ' ' || ifnull(due_at, ''), ',') FROM signing_keys), \
    'epoch', (SELECT MAX(since) FROM epochs WHERE name IN ('all', 'software_id ' || ?2, 'template ' || ?3, \
    'statement_issuer ' || ?4)), 'forgotten', (SELECT since FROM epochs WHERE name = 'unused'), \
    'disabled_at', (SELECT disabled_at FROM disabled_clients WHERE client_id = ?1), \
    'approved', (SELECT ifnull(approved, '') FROM approvals WHERE client_id = ?1)), '{}'";

/// Runs before `INSERT` if the bounds permit one client of a software: deletes the earlier client if an epoch refuses
/// it or it is idle.
pub const MAKE_ROOM: &str = "UPDATE clients SET metadata = '{}', deleted_at = ?2 \
    WHERE json_extract(bounds, '$.unique[0]') = json_extract(?1, '$.unique[0]') AND deleted_at IS NULL \
    AND (issued_at < (SELECT MAX(since) FROM epochs WHERE name IN ('all', 'software_id ' || ?3, \
    'statement_issuer ' || json_extract(?1, '$.statement_issuers[0]'))) \
    OR (EXISTS (SELECT 1 FROM json_each(metadata, '$.grant_types') \
    WHERE value IN ('authorization_code', 'client_credentials')) \
    AND MAX(issued_at, ifnull(secret_since, 0), \
    ifnull((SELECT last_used_at FROM uses WHERE uses.client_id = clients.client_id), 0)) <= ?4)) \
    AND NOT EXISTS (SELECT 1 FROM json_each(?5) AS wanted WHERE NOT EXISTS (SELECT 1 FROM initial_access_tokens \
    WHERE digest = wanted.value AND uses_left > 0 AND expires_at > ?2))";

// A revision has 32 bits, so the last one takes no further change.
/// Updates a client. Returns no row if the update must be decided again.
///
/// The row must still have the revision that was read, or `?10` permits a later one. Then everything that the update
/// was decided on must be unchanged. Generations and previous credentials come from the columns, not from parameters,
/// so that updates that run in parallel follow each other.
pub const REPLACE: &str = "UPDATE clients SET metadata = ?2, bounds = ?3, software_id = ifnull(?4, software_id), \
    revision = revision + 1, \
    unused = CASE WHEN NOT EXISTS (SELECT 1 FROM uses WHERE uses.client_id = ?1) THEN ?19 END, \
    secret_key = ifnull(?5, secret_key), \
    secret_generation = secret_generation + (?5 IS NOT NULL), secret_since = iif(?5 IS NULL, secret_since, ?8), \
    previous_secret_key = CASE WHEN ?5 IS NULL THEN previous_secret_key \
    WHEN MIN(?6, ifnull(secret_since, issued_at) + ?7) > ?8 THEN secret_key END, \
    previous_secret_generation = CASE WHEN ?5 IS NULL THEN previous_secret_generation \
    WHEN MIN(?6, ifnull(secret_since, issued_at) + ?7) > ?8 THEN secret_generation END, \
    previous_secret_until = CASE WHEN ?5 IS NULL THEN previous_secret_until \
    WHEN MIN(?6, ifnull(secret_since, issued_at) + ?7) > ?8 THEN MIN(?6, ifnull(secret_since, issued_at) + ?7) END, \
    token_key = ifnull(?15, token_key), token_generation = token_generation + (?15 IS NOT NULL), \
    previous_token_key = iif(?15 IS NULL OR previous_token_generation IS ?12, previous_token_key, token_key), \
    previous_token_generation = iif(?15 IS NULL OR previous_token_generation IS ?12, \
    previous_token_generation, token_generation), \
    previous_token_until = iif(?15 IS NULL OR previous_token_generation IS ?12, previous_token_until, ?16) \
    WHERE client_id = ?1 AND deleted_at IS NULL AND revision < 4294967295 AND (revision = ?9 OR (?10 \
    AND ((token_key = ?11 AND token_generation = ?12) OR (previous_token_key = ?11 \
    AND previous_token_generation = ?12 AND previous_token_until > ?8)) \
    AND secret_generation = ifnull(?13, secret_generation) \
    AND bounds IS ?14 AND json_extract(metadata, '$.software_statement') IS ?17)) \
    AND NOT EXISTS (SELECT 1 FROM json_each(?18) AS wanted WHERE NOT EXISTS (SELECT 1 FROM initial_access_tokens \
    WHERE digest = wanted.value AND uses_left > 0 AND expires_at > ?8)) \
    RETURNING revision, issued_at, secret_key, secret_generation, secret_since, previous_secret_key, \
    previous_secret_generation, previous_secret_until, token_key, token_generation, previous_token_key, \
    previous_token_generation, previous_token_until, unused";

/// Replaces the client secret and nothing else, under the conditions of `REPLACE`.
pub const RENEW_SECRET: &str = "UPDATE clients SET software_id = ifnull(?2, software_id), revision = revision + 1, \
    unused = CASE WHEN NOT EXISTS (SELECT 1 FROM uses WHERE uses.client_id = ?1) THEN ?12 END, \
    secret_key = ?3, secret_generation = secret_generation + 1, secret_since = ?6, \
    previous_secret_key = CASE WHEN MIN(?4, ifnull(secret_since, issued_at) + ?5) > ?6 THEN secret_key END, \
    previous_secret_generation = CASE \
    WHEN MIN(?4, ifnull(secret_since, issued_at) + ?5) > ?6 THEN secret_generation END, \
    previous_secret_until = CASE WHEN MIN(?4, ifnull(secret_since, issued_at) + ?5) > ?6 \
    THEN MIN(?4, ifnull(secret_since, issued_at) + ?5) END \
    WHERE client_id = ?1 AND deleted_at IS NULL AND revision < 4294967295 AND (revision = ?7 OR (?8 \
    AND ((token_key = ?9 AND token_generation = ?10) OR (previous_token_key = ?9 \
    AND previous_token_generation = ?10 AND previous_token_until > ?6)) \
    AND secret_generation = ifnull(?11, secret_generation))) \
    RETURNING revision, metadata, bounds, 0 AS is_deleted, issued_at, secret_key, secret_generation, secret_since, \
    previous_secret_key, previous_secret_generation, previous_secret_until, token_key, token_generation, \
    previous_token_key, previous_token_generation, previous_token_until, unused";

/// Runs after `REPLACE` or `INSERT_SEALED`: takes a use only if the change was stored.
pub const USE_FOR_CHANGE: &str = "UPDATE initial_access_tokens SET uses_left = uses_left - 1 \
    WHERE digest IN (SELECT value FROM json_each(?1)) AND uses_left > 0 \
    AND EXISTS (SELECT 1 FROM clients WHERE client_id = ?2 AND metadata = ?3 AND bounds = ?4 AND deleted_at IS NULL)";

/// Stores the first change of a sealed client, which has no row yet. Returns no row if another change has stored one.
pub const INSERT_SEALED: &str = "INSERT INTO clients (client_id, metadata, issued_at, secret_key, secret_generation, \
    token_key, token_generation, revision, bounds, previous_token_key, previous_token_generation, previous_token_until, \
    secret_since, previous_secret_key, previous_secret_generation, previous_secret_until, deleted_at, software_id, \
    unused) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, \
    CASE WHEN ?17 IS NOT NULL THEN 1 WHEN NOT EXISTS (SELECT 1 FROM uses WHERE uses.client_id = ?1) THEN ?21 END \
    WHERE NOT EXISTS (SELECT 1 FROM json_each(?19) AS wanted WHERE NOT EXISTS (SELECT 1 FROM initial_access_tokens \
    WHERE digest = wanted.value AND uses_left > 0 AND expires_at > ?20)) \
    ON CONFLICT (client_id) DO NOTHING RETURNING revision";

/// Deletes a client, under the conditions of `REPLACE` that concern the registration access token.
///
/// The tombstone of a sealed client is kept as long as an unused client would be, because `FORGET_USE` deletes the row
/// of its use. The tombstone of an unused anonymous client that is stored is the first to be evicted.
pub const DELETE: &str = "UPDATE clients SET metadata = '{}', deleted_at = ?2, \
    unused = CASE WHEN client_id GLOB 's*' THEN 1 WHEN unused >= 2 THEN 3 END \
    WHERE client_id = ?1 AND deleted_at IS NULL AND (revision = ?3 OR (?4 \
    AND ((token_key = ?5 AND token_generation = ?6) OR (previous_token_key = ?5 \
    AND previous_token_generation = ?6 AND previous_token_until > ?2)))) RETURNING revision";

// A use that comes after a deletion or an eviction must not bring the client back. So a stored client must have its
// row, and a sealed one must be newer than those whose tombstones are gone.
pub const NOTE_USE: &str = "INSERT INTO uses \
    (client_id, first_used_at, last_used_at, client_name, software_id, redirect_host, template, owner, statement_issuer) \
    SELECT ?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8 \
    WHERE NOT EXISTS (SELECT 1 FROM clients WHERE client_id = ?1 AND deleted_at IS NOT NULL) \
    AND (EXISTS (SELECT 1 FROM uses WHERE client_id = ?1) OR CASE WHEN ?1 GLOB 's*' \
    THEN NOT EXISTS (SELECT 1 FROM epochs WHERE name = 'unused' AND since >= ?9) \
    ELSE EXISTS (SELECT 1 FROM clients WHERE client_id = ?1) END) \
    ON CONFLICT (client_id) DO UPDATE SET last_used_at = MAX(last_used_at, excluded.last_used_at)";

/// Runs after `NOTE_USE` if the row says that the client is unused: from now on the row is kept.
pub const KEEP: &str = "UPDATE clients SET unused = NULL WHERE client_id = ?1 AND deleted_at IS NULL \
    AND EXISTS (SELECT 1 FROM uses WHERE uses.client_id = ?1)";

/// Runs after a deletion: deletes the row of use, which contains the client's name and host. Another change may have
/// come before the deletion, so it checks for the tombstone.
pub const FORGET_USE: &str = "DELETE FROM uses WHERE client_id = ?1 \
    AND EXISTS (SELECT 1 FROM clients WHERE client_id = ?1 AND deleted_at IS NOT NULL)";

/// Deletes the rows of use of idle clients.
///
/// A sealed client with a row of its own keeps its use. It may have a new secret, and without the row of use it would
/// end.
pub const FORGET_USES: &str = "DELETE FROM uses WHERE client_id IN \
    (SELECT client_id FROM uses WHERE last_used_at <= ?1 AND (client_id GLOB 'c*' \
    OR NOT EXISTS (SELECT 1 FROM clients WHERE clients.client_id = uses.client_id)) LIMIT 5000) RETURNING 1 AS forgotten";

/// Runs before `FORGET_UNUSED`: stores the time of issue of the newest sealed client that is deleted. Sealed clients up
/// to that time stay refused, even if the operator raises `UNUSED_CLIENT_DAYS` later.
pub const REMEMBER_FORGOTTEN: &str = "INSERT INTO epochs (name, since) SELECT 'unused', newest FROM \
    (SELECT MAX(issued_at) AS newest FROM (SELECT issued_at FROM clients INDEXED BY clients_by_unused \
    WHERE unused = ?1 AND issued_at <= ?2 AND client_id GLOB 's*' \
    AND NOT EXISTS (SELECT 1 FROM uses WHERE uses.client_id = clients.client_id) ORDER BY issued_at LIMIT 5000)) \
    WHERE newest IS NOT NULL ON CONFLICT (name) DO UPDATE SET since = MAX(since, excluded.since)";

/// Deletes unused clients of a kind, and tombstones of sealed clients.
pub const FORGET_UNUSED: &str = "DELETE FROM clients WHERE client_id IN \
    (SELECT client_id FROM clients INDEXED BY clients_by_unused WHERE unused = ?1 AND issued_at <= ?2 \
    AND (client_id GLOB 'c*' OR issued_at <= (SELECT since FROM epochs WHERE name = 'unused')) \
    AND NOT EXISTS (SELECT 1 FROM uses WHERE uses.client_id = clients.client_id) ORDER BY issued_at LIMIT 5000) \
    RETURNING 1 AS forgotten";

/// Runs before `DELETE_ENDED`: forgets the uses of clients whose lifetime is over.
pub const FORGET_ENDED: &str = "DELETE FROM uses WHERE client_id IN \
    (SELECT client_id FROM clients INDEXED BY clients_by_end WHERE deleted_at IS NULL \
    AND json_extract(bounds, '$.ends_at[0]') IS NOT NULL AND CAST(json_extract(bounds, '$.ends_at[0]') AS INTEGER) <= ?1 \
    ORDER BY CAST(json_extract(bounds, '$.ends_at[0]') AS INTEGER), client_id LIMIT 5000)";

/// Deletes clients whose lifetime is over, as `DELETE` deletes one: the identifier of a sealed client must not open again.
pub const DELETE_ENDED: &str = "UPDATE clients SET metadata = '{}', deleted_at = ?1, \
    unused = CASE WHEN client_id GLOB 's*' THEN 1 WHEN unused >= 2 THEN 3 END WHERE client_id IN \
    (SELECT client_id FROM clients INDEXED BY clients_by_end WHERE deleted_at IS NULL \
    AND json_extract(bounds, '$.ends_at[0]') IS NOT NULL AND CAST(json_extract(bounds, '$.ends_at[0]') AS INTEGER) <= ?1 \
    ORDER BY CAST(json_extract(bounds, '$.ends_at[0]') AS INTEGER), client_id LIMIT 5000) RETURNING 1 AS forgotten";

/// Evicts sealed clients above the limit. Each needs a tombstone: without a row, its identifier would open again as the
/// client that registered.
pub const EVICT_SEALED: &str = "UPDATE clients SET metadata = '{}', deleted_at = ?2, unused = 1 \
    WHERE client_id GLOB 's*' AND client_id IN (SELECT client_id FROM clients INDEXED BY clients_by_unused \
    WHERE unused >= 2 AND NOT EXISTS (SELECT 1 FROM uses WHERE uses.client_id = clients.client_id) \
    ORDER BY unused DESC, issued_at LIMIT MIN(5000, MAX(0, (SELECT COUNT(*) FROM clients INDEXED BY clients_by_unused \
    WHERE unused >= 2) - ?1))) RETURNING 1 AS forgotten";

/// Runs after `EVICT_SEALED`: evicts stored clients above the limit.
pub const EVICT_STORED: &str = "DELETE FROM clients WHERE client_id GLOB 'c*' \
    AND client_id IN (SELECT client_id FROM clients INDEXED BY clients_by_unused \
    WHERE unused >= 2 AND NOT EXISTS (SELECT 1 FROM uses WHERE uses.client_id = clients.client_id) \
    ORDER BY unused DESC, issued_at LIMIT MIN(5000, MAX(0, (SELECT COUNT(*) FROM clients INDEXED BY clients_by_unused \
    WHERE unused >= 2) - ?1))) RETURNING 1 AS forgotten";

pub const IS_SPENT: &str = "SELECT 1 AS spent FROM spent WHERE once = ?1";

/// Uses up a name. Returns no row if it was used before.
pub const SPEND: &str =
    "INSERT INTO spent (once, until) VALUES (?1, ?2) ON CONFLICT (once) DO NOTHING RETURNING 1 AS first";

pub const FORGET_TOKENS: &str = "DELETE FROM initial_access_tokens WHERE digest IN \
    (SELECT digest FROM initial_access_tokens WHERE expires_at < ?1 LIMIT 5000) RETURNING 1 AS forgotten";

pub const FORGET_SPENT: &str = "DELETE FROM spent WHERE once IN \
    (SELECT once FROM spent WHERE until < ?1 LIMIT 5000) RETURNING 1 AS forgotten";

pub const STATEMENT_ISSUER: &str = "SELECT entry FROM statement_issuers WHERE issuer = ?1";

pub const LIST_STATEMENT_ISSUERS: &str = "SELECT json_group_array(issuer) AS issuers \
    FROM (SELECT issuer FROM statement_issuers ORDER BY issuer LIMIT 1000)";

pub const PROVIDER_CLIENT: &str = "SELECT sealed, registered_at, expires_at FROM provider_clients WHERE issuer = ?1";

/// Stores a registration, unless one is stored that is not the former one.
pub const KEEP_PROVIDER_CLIENT: &str = "INSERT INTO provider_clients (issuer, sealed, registered_at, expires_at) \
    VALUES (?1, ?2, ?3, ?4) ON CONFLICT (issuer) DO UPDATE SET sealed = excluded.sealed, \
    registered_at = excluded.registered_at, expires_at = excluded.expires_at WHERE provider_clients.sealed = ?5";

pub const FORGET_PROVIDER_CLIENT: &str = "DELETE FROM provider_clients WHERE issuer = ?1 AND sealed = ?2";

pub const REMOVE_KEY: &str = "DELETE FROM signing_keys WHERE kid = ?1";

/// Which key is in use depends on the master secret; a mark on another key has no effect.
pub const MARK_KEYS_DUE: &str = "UPDATE signing_keys SET due_at = ?2 WHERE algorithm IN (SELECT value FROM json_each(?1)) \
    AND NOT EXISTS (SELECT 1 FROM signing_keys AS other WHERE other.algorithm = signing_keys.algorithm \
    AND other.begins_at > ?2) RETURNING algorithm";

pub const SIGNING_KEYS: &str =
    "SELECT kid, algorithm, public, sealed, sealed_with, begins_at, due_at FROM signing_keys";

// Of two requests that make the same key at once, one stores it, and both go on with that one.
pub const ADD_FIRST_KEY: &str = "INSERT INTO signing_keys (kid, algorithm, public, sealed, sealed_with, begins_at) \
    SELECT ?1, ?2, ?3, ?4, ?5, ?6 \
    WHERE NOT EXISTS (SELECT 1 FROM signing_keys WHERE algorithm = ?2 AND sealed_with = ?5)";

pub const ADD_NEXT_KEY: &str = "INSERT INTO signing_keys (kid, algorithm, public, sealed, sealed_with, begins_at) \
    SELECT ?1, ?2, ?3, ?4, ?5, ?6 \
    WHERE NOT EXISTS (SELECT 1 FROM signing_keys WHERE algorithm = ?2 AND begins_at > ?7)";

/// Deletes tombstones of stored clients, in a batch within the limits of a statement.
pub const FORGET: &str = "DELETE FROM clients WHERE client_id IN \
    (SELECT client_id FROM clients INDEXED BY clients_deleted_stored \
    WHERE deleted_at < ?1 AND deleted_at IS NOT NULL AND client_id GLOB 'c*' LIMIT 5000) RETURNING 1 AS forgotten";
