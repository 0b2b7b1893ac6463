//! The SQL statements of what users have consented to.

pub const REMEMBER_CONSENT: &str = "INSERT INTO consents \
    (user_id, client_id, redirect_uri, client_name, scope, resources, granted_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
    ON CONFLICT (user_id, client_id, redirect_uri) DO UPDATE SET client_name = excluded.client_name, \
    scope = excluded.scope, resources = excluded.resources, granted_at = excluded.granted_at";

pub const CONSENTS_OF: &str = "SELECT user_id, client_id, redirect_uri, client_name, scope, resources, granted_at \
    FROM consents WHERE user_id = ?1 ORDER BY granted_at DESC, client_id, redirect_uri LIMIT 500";

pub const FORGET_CONSENTS: &str = "DELETE FROM consents WHERE user_id = ?1 AND client_id = ?2";

/// Runs after `FORGET_CONSENTS`: ends the grants of the user to the client. Names of grants begin with the identifier of
/// the user and a dot, and a slash is the character after the dot.
pub const END_CLIENT_GRANTS: &str = "UPDATE grants SET ended_at = ?3 WHERE grant_id > ?1 || '.' \
    AND grant_id < ?1 || '/' AND client_id = ?2 AND ended_at IS NULL";
