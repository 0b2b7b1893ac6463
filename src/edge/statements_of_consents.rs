//! The SQL statements of what users have consented to, and of what a user's own page lists.

pub const REMEMBER_CONSENT: &str = "INSERT INTO consents \
    (user_id, client_id, redirect_uri, client_name, scope, resources, can_start, granted_at) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
    ON CONFLICT (user_id, client_id, redirect_uri) DO UPDATE SET client_name = excluded.client_name, \
    scope = excluded.scope, resources = excluded.resources, can_start = excluded.can_start, \
    granted_at = excluded.granted_at";

/// Returns the consents of a user, then the grants that count, the newest of each first.
// A client gets new grants without the user, as often as the browser comes by: they must not push the consents of others out.
pub const ACCESS: &str = "SELECT client_id, client_name, redirect_uri, scope, resources, can_start, since FROM \
    (SELECT client_id, client_name, redirect_uri, scope, resources, can_start, granted_at AS since FROM consents \
    WHERE user_id = ?1 \
    UNION ALL SELECT client_id, client_name, NULL AS redirect_uri, scope, resources, 0 AS can_start, \
    created_at AS since FROM grants \
    WHERE grant_id > ?1 || '.' AND grant_id < ?1 || '/' AND ended_at IS NULL AND expires_at > ?2) \
    ORDER BY redirect_uri IS NULL, since DESC LIMIT 1000";

pub const FORGET_CONSENTS: &str = "DELETE FROM consents WHERE user_id = ?1 AND client_id = ?2";

/// Deletes consents to deleted clients and of deleted users, among some from a user on. No index finds them by the client:
/// it would be written with each consent.
pub const FORGET_STALE_CONSENTS: &str = "DELETE FROM consents WHERE (user_id, client_id, redirect_uri) IN \
    (SELECT user_id, client_id, redirect_uri FROM (SELECT user_id, client_id, redirect_uri FROM consents \
    WHERE user_id >= ?1 ORDER BY user_id, client_id, redirect_uri LIMIT 5000) AS looked_at \
    WHERE NOT EXISTS (SELECT 1 FROM users WHERE users.user_id = looked_at.user_id) \
    OR EXISTS (SELECT 1 FROM clients WHERE clients.client_id = looked_at.client_id AND deleted_at IS NOT NULL)) \
    RETURNING 1 AS forgotten";

/// Runs after `FORGET_CONSENTS`: ends the grants of the user to the client. Names of grants begin with the identifier of
/// the user and a dot, and a slash is the character after the dot.
pub const END_CLIENT_GRANTS: &str = "UPDATE grants SET ended_at = ?3 WHERE grant_id > ?1 || '.' \
    AND grant_id < ?1 || '/' AND client_id = ?2 AND ended_at IS NULL";

/// Returns the clients that a user has registered, newest first: one more than a page shows. The name of a client of a
/// template is in the template. The second condition is that of the index.
pub const OWNED_CLIENTS: &str = "SELECT client_id, issued_at, json_extract(metadata, '$.client_name') AS client_name, \
    json_extract(bounds, '$.templates[0]') AS template FROM clients \
    WHERE json_extract(bounds, '$.owners[0]') = ?1 AND json_extract(bounds, '$.owners[0]') GLOB 'u*' \
    AND deleted_at IS NULL ORDER BY issued_at DESC LIMIT 101";
