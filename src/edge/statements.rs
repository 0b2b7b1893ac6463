//! What the store says to the database.

/// Nothing comes back where one of the tokens that are to be used cannot be.
pub const INSERT: &str = "INSERT INTO clients \
    (client_id, metadata, issued_at, secret_key, secret_generation, token_key, token_generation, revision, bounds, \
    software_id, unused) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?12 \
    WHERE NOT EXISTS (SELECT 1 FROM json_each(?11) AS wanted WHERE NOT EXISTS (SELECT 1 FROM initial_access_tokens \
    WHERE digest = wanted.value AND uses_left > 0 AND expires_at > ?3)) RETURNING 1 AS stored";

/// Comes before the insertion in one transaction: the first use makes a signed token known, as it is then.
pub const MAKE_KNOWN: &str = "INSERT INTO initial_access_tokens \
    (digest, label, uses_left, created_at, expires_at, bounds) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
    ON CONFLICT (digest) DO NOTHING";

/// Nothing comes back where one of them has no use left, and then none is used.
pub const USE_UP: &str = "UPDATE initial_access_tokens SET uses_left = uses_left - 1 \
    WHERE digest IN (SELECT value FROM json_each(?1)) \
    AND NOT EXISTS (SELECT 1 FROM json_each(?1) AS wanted WHERE NOT EXISTS (SELECT 1 FROM initial_access_tokens AS known \
    WHERE known.digest = wanted.value AND known.uses_left > 0 AND known.expires_at > ?2)) RETURNING uses_left";

/// Comes after the insertion in one transaction: a use is only for a client that was stored.
pub const USE: &str = "UPDATE initial_access_tokens SET uses_left = uses_left - 1 \
    WHERE digest IN (SELECT value FROM json_each(?1)) AND EXISTS (SELECT 1 FROM clients WHERE client_id = ?2)";

pub const INITIAL_ACCESS_TOKEN: &str =
    "SELECT uses_left, expires_at, bounds FROM initial_access_tokens WHERE digest = ?1";

/// What is stored of a client, if anything is, and which credentials it had before, then what is known beside it, each as
/// JSON objects. SQLite compiles a join anew for each value that it is asked for, and this not; D1 takes no function of
/// more than 32 arguments.
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
    'statement_issuer ' || ?4)), 'forgotten', (SELECT since FROM epochs WHERE name = 'unused')), '{}'";

/// Comes before the insertion of a client that must be alone: one like it that is refused anyway is gone already.
pub const MAKE_ROOM: &str = "UPDATE clients SET metadata = '{}', deleted_at = ?2 \
    WHERE json_extract(bounds, '$.unique[0]') = json_extract(?1, '$.unique[0]') AND deleted_at IS NULL \
    AND (issued_at < (SELECT MAX(since) FROM epochs WHERE name IN ('all', 'software_id ' || ?3, \
    'statement_issuer ' || json_extract(?1, '$.statement_issuers[0]'))) \
    OR (EXISTS (SELECT 1 FROM json_each(metadata, '$.grant_types') WHERE value = 'client_credentials') \
    AND MAX(issued_at, ifnull(secret_since, 0), \
    ifnull((SELECT last_used_at FROM uses WHERE uses.client_id = clients.client_id), 0)) <= ?4)) \
    AND NOT EXISTS (SELECT 1 FROM json_each(?5) AS wanted WHERE NOT EXISTS (SELECT 1 FROM initial_access_tokens \
    WHERE digest = wanted.value AND uses_left > 0 AND expires_at > ?2))";

/// An update, on top of the revision that was read, or of a later one by which nothing changed that it was decided on. The
/// new values of a row are made of its old ones, so that credentials of updates at once follow each other.
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

/// Another secret and nothing else, under the conditions of an update.
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

/// Comes after a change in one transaction: a use is only for the client as it was changed.
pub const USE_FOR_CHANGE: &str = "UPDATE initial_access_tokens SET uses_left = uses_left - 1 \
    WHERE digest IN (SELECT value FROM json_each(?1)) AND uses_left > 0 \
    AND EXISTS (SELECT 1 FROM clients WHERE client_id = ?2 AND metadata = ?3 AND bounds = ?4 AND deleted_at IS NULL)";

/// The first change of a sealed client, of which there was nothing; nothing comes back where there is something by now.
pub const INSERT_SEALED: &str = "INSERT INTO clients (client_id, metadata, issued_at, secret_key, secret_generation, \
    token_key, token_generation, revision, bounds, previous_token_key, previous_token_generation, previous_token_until, \
    secret_since, previous_secret_key, previous_secret_generation, previous_secret_until, deleted_at, software_id, \
    unused) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, \
    CASE WHEN ?17 IS NOT NULL THEN 1 WHEN NOT EXISTS (SELECT 1 FROM uses WHERE uses.client_id = ?1) THEN ?21 END \
    WHERE NOT EXISTS (SELECT 1 FROM json_each(?19) AS wanted WHERE NOT EXISTS (SELECT 1 FROM initial_access_tokens \
    WHERE digest = wanted.value AND uses_left > 0 AND expires_at > ?20)) \
    ON CONFLICT (client_id) DO NOTHING RETURNING revision";

/// Under the conditions of an update, as far as the request decides them. The tombstone of a sealed client lives as long as
/// the client would if it was never used: its use goes with it. That of a stored client that nobody vouches for and that was
/// never used is the first to make room.
pub const DELETE: &str = "UPDATE clients SET metadata = '{}', deleted_at = ?2, \
    unused = CASE WHEN client_id GLOB 's*' THEN 1 WHEN unused >= 2 THEN 3 END \
    WHERE client_id = ?1 AND deleted_at IS NULL AND (revision = ?3 OR (?4 \
    AND ((token_key = ?5 AND token_generation = ?6) OR (previous_token_key = ?5 \
    AND previous_token_generation = ?6 AND previous_token_until > ?2)))) RETURNING revision";

pub const NOTE_USE: &str = "INSERT INTO uses \
    (client_id, first_used_at, last_used_at, client_name, software_id, redirect_host, template, owner, statement_issuer) \
    SELECT ?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8 \
    WHERE NOT EXISTS (SELECT 1 FROM clients WHERE client_id = ?1 AND deleted_at IS NOT NULL) \
    AND (EXISTS (SELECT 1 FROM uses WHERE client_id = ?1) OR CASE WHEN ?1 GLOB 's*' \
    THEN NOT EXISTS (SELECT 1 FROM epochs WHERE name = 'unused' AND since >= ?9) \
    ELSE EXISTS (SELECT 1 FROM clients WHERE client_id = ?1) END) \
    ON CONFLICT (client_id) DO UPDATE SET last_used_at = MAX(last_used_at, excluded.last_used_at)";

/// Comes after a use in one transaction where the row has it that there was none: the row stays from now on.
pub const KEEP: &str = "UPDATE clients SET unused = NULL WHERE client_id = ?1 AND deleted_at IS NULL \
    AND EXISTS (SELECT 1 FROM uses WHERE uses.client_id = ?1)";

/// Comes after a deletion in one transaction, which may have been outrun: nothing of what a client has said of itself stays.
pub const FORGET_USE: &str = "DELETE FROM uses WHERE client_id = ?1 \
    AND EXISTS (SELECT 1 FROM clients WHERE client_id = ?1 AND deleted_at IS NOT NULL)";

/// The use of a sealed client that was changed stays: it may have another secret since, and lives by its use.
pub const FORGET_USES: &str = "DELETE FROM uses WHERE client_id IN \
    (SELECT client_id FROM uses WHERE last_used_at <= ?1 AND (client_id GLOB 'c*' \
    OR NOT EXISTS (SELECT 1 FROM clients WHERE clients.client_id = uses.client_id)) LIMIT 5000) RETURNING 1 AS forgotten";

/// Comes before the next one in one transaction: a sealed client as old as one that is forgotten stays refused, however long
/// such clients live by then.
pub const REMEMBER_FORGOTTEN: &str = "INSERT INTO epochs (name, since) SELECT 'unused', newest FROM \
    (SELECT MAX(issued_at) AS newest FROM (SELECT issued_at FROM clients INDEXED BY clients_by_unused \
    WHERE unused = ?1 AND issued_at <= ?2 AND client_id GLOB 's*' \
    AND NOT EXISTS (SELECT 1 FROM uses WHERE uses.client_id = clients.client_id) ORDER BY issued_at LIMIT 5000)) \
    WHERE newest IS NOT NULL ON CONFLICT (name) DO UPDATE SET since = MAX(since, excluded.since)";

pub const FORGET_UNUSED: &str = "DELETE FROM clients WHERE client_id IN \
    (SELECT client_id FROM clients INDEXED BY clients_by_unused WHERE unused = ?1 AND issued_at <= ?2 \
    AND (client_id GLOB 'c*' OR issued_at <= (SELECT since FROM epochs WHERE name = 'unused')) \
    AND NOT EXISTS (SELECT 1 FROM uses WHERE uses.client_id = clients.client_id) ORDER BY issued_at LIMIT 5000) \
    RETURNING 1 AS forgotten";

/// Sealed clients among those that are too many: without a tombstone they would be as they were when they registered.
pub const EVICT_SEALED: &str = "UPDATE clients SET metadata = '{}', deleted_at = ?2, unused = 1 \
    WHERE client_id GLOB 's*' AND client_id IN (SELECT client_id FROM clients INDEXED BY clients_by_unused \
    WHERE unused >= 2 AND NOT EXISTS (SELECT 1 FROM uses WHERE uses.client_id = clients.client_id) \
    ORDER BY unused DESC, issued_at LIMIT MIN(5000, MAX(0, (SELECT COUNT(*) FROM clients INDEXED BY clients_by_unused \
    WHERE unused >= 2) - ?1))) RETURNING 1 AS forgotten";

/// Comes after that in one transaction, for the others.
pub const EVICT_STORED: &str = "DELETE FROM clients WHERE client_id GLOB 'c*' \
    AND client_id IN (SELECT client_id FROM clients INDEXED BY clients_by_unused \
    WHERE unused >= 2 AND NOT EXISTS (SELECT 1 FROM uses WHERE uses.client_id = clients.client_id) \
    ORDER BY unused DESC, issued_at LIMIT MIN(5000, MAX(0, (SELECT COUNT(*) FROM clients INDEXED BY clients_by_unused \
    WHERE unused >= 2) - ?1))) RETURNING 1 AS forgotten";

pub const IS_SPENT: &str = "SELECT 1 AS spent FROM spent WHERE once = ?1";

/// Nothing comes back where the row was there.
pub const SPEND: &str =
    "INSERT INTO spent (once, until) VALUES (?1, ?2) ON CONFLICT (once) DO NOTHING RETURNING 1 AS first";

pub const FORGET_TOKENS: &str = "DELETE FROM initial_access_tokens WHERE digest IN \
    (SELECT digest FROM initial_access_tokens WHERE expires_at < ?1 LIMIT 5000) RETURNING 1 AS forgotten";

pub const FORGET_SPENT: &str = "DELETE FROM spent WHERE once IN \
    (SELECT once FROM spent WHERE until < ?1 LIMIT 5000) RETURNING 1 AS forgotten";

pub const STATEMENT_ISSUER: &str = "SELECT entry FROM statement_issuers WHERE issuer = ?1";

pub const REMOVE_KEY: &str = "DELETE FROM signing_keys WHERE kid = ?1";

pub const SIGNING_KEYS: &str =
    "SELECT kid, algorithm, public, sealed, sealed_with, begins_at, due_at FROM signing_keys";

pub const ADD_FIRST_KEY: &str = "INSERT INTO signing_keys (kid, algorithm, public, sealed, sealed_with, begins_at) \
    SELECT ?1, ?2, ?3, ?4, ?5, ?6 \
    WHERE NOT EXISTS (SELECT 1 FROM signing_keys WHERE algorithm = ?2 AND sealed_with = ?5)";

pub const ADD_NEXT_KEY: &str = "INSERT INTO signing_keys (kid, algorithm, public, sealed, sealed_with, begins_at) \
    SELECT ?1, ?2, ?3, ?4, ?5, ?6 \
    WHERE NOT EXISTS (SELECT 1 FROM signing_keys WHERE algorithm = ?2 AND begins_at > ?7)";

/// A bounded piece, within the limits of a statement.
pub const FORGET: &str = "DELETE FROM clients WHERE client_id IN \
    (SELECT client_id FROM clients INDEXED BY clients_deleted_stored \
    WHERE deleted_at < ?1 AND deleted_at IS NOT NULL AND client_id GLOB 'c*' LIMIT 5000) RETURNING 1 AS forgotten";
