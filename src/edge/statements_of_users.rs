//! The SQL statements of users and their sessions.
//!
//! Names of sessions and grants begin with the identifier of the user and a dot, so those of a user are a range: a slash
//! is the character after the dot.

pub const LOCAL_USER: &str = "SELECT user_id, username, issuer, subject, claims, disabled_at, password, \
    EXISTS (SELECT 1 FROM second_factors WHERE second_factors.user_id = users.user_id) AS has_factor, \
    EXISTS (SELECT 1 FROM passkeys WHERE passkeys.user_id = users.user_id) AS has_passkey FROM users \
    WHERE username = ?1";

pub const USER_OF_CODE: &str = "SELECT user_id, username, issuer, subject, claims, disabled_at FROM users \
    WHERE reset_digest = ?1 AND reset_until > ?2 AND disabled_at IS NULL";

/// Replaces a hash of a password by a hash of the same password. Returns no row if the user has another password.
pub const REHASH: &str = "UPDATE users SET password = ?2 WHERE user_id = ?1 AND password = ?3 \
    AND disabled_at IS NULL RETURNING 1 AS stored";

/// Runs before `RESET_PASSWORD`: ends the sessions of the user.
// Somebody else may have known the former password. This runs first: `RESET_PASSWORD` deletes the code that finds the user.
pub const END_SESSIONS_BY_CODE: &str = "DELETE FROM sessions WHERE session_id > (SELECT user_id || '.' FROM users \
    WHERE reset_digest = ?1 AND reset_until > ?2 AND disabled_at IS NULL) AND session_id < (SELECT user_id || '/' \
    FROM users WHERE reset_digest = ?1 AND reset_until > ?2 AND disabled_at IS NULL)";

/// Runs before `RESET_PASSWORD`: ends the grants of the user.
pub const END_GRANTS_BY_CODE: &str = "UPDATE grants SET ended_at = ?2 WHERE ended_at IS NULL \
    AND grant_id > (SELECT user_id || '.' FROM users WHERE reset_digest = ?1 AND reset_until > ?2 \
    AND disabled_at IS NULL) AND grant_id < (SELECT user_id || '/' FROM users WHERE reset_digest = ?1 \
    AND reset_until > ?2 AND disabled_at IS NULL)";

/// Sets a password and uses up the code for it. Returns no row if the code is not valid.
pub const RESET_PASSWORD: &str = "UPDATE users SET password = ?3, reset_digest = NULL, reset_until = NULL \
    WHERE reset_digest = ?1 AND reset_until > ?2 AND disabled_at IS NULL RETURNING 1 AS stored";

/// Runs before `BEGIN_SESSION`: stores a user of an identity provider, or newer claims of the user.
// Without the last condition, each sign-in would write a row.
pub const SAVE_USER: &str = "INSERT INTO users (user_id, issuer, subject, claims, created_at) \
    VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (user_id) DO UPDATE SET claims = excluded.claims \
    WHERE claims <> excluded.claims";

/// Stores a session. Returns no row if the user may not sign in, or no longer has the password that was given.
pub const BEGIN_SESSION: &str = "INSERT INTO sessions \
    (session_id, authenticated_at, expires_at, methods, context, device, place) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?8 \
    WHERE EXISTS (SELECT 1 FROM users WHERE user_id = ?7 AND disabled_at IS NULL AND (?9 IS NULL OR password = ?9)) \
    RETURNING 1 AS begun";

/// Runs after `BEGIN_SESSION`: the grants of the former session belong to the new one. Expired grants get the current time
/// as their end, so that the sweep keeps them as long as a session that begins now.
pub const MOVE_GRANTS: &str = "UPDATE grants SET session_id = ?2, expires_at = MAX(expires_at, ?4) \
    WHERE grant_id > ?3 || '.' AND grant_id < ?3 || '/' \
    AND session_id = ?1 AND EXISTS (SELECT 1 FROM sessions WHERE session_id = ?2)";

/// Runs after `MOVE_GRANTS`: ends the former session.
pub const END_FORMER_SESSION: &str = "DELETE FROM sessions WHERE session_id = ?1 \
    AND EXISTS (SELECT 1 FROM sessions WHERE session_id = ?2)";

/// Finds a session that has not ended, with its user, and the consent for a client and a redirection URI.
pub const SESSION: &str = "SELECT session_id, authenticated_at, expires_at, methods, context, device, place, \
    users.user_id, username, issuer, subject, claims, disabled_at, consents.scope AS consent_scope, \
    consents.resources AS consent_resources, consents.client_name AS consent_name, can_start, granted_at \
    FROM sessions JOIN users ON users.user_id = substr(session_id, 1, instr(session_id, '.') - 1) \
    LEFT JOIN consents ON consents.user_id = users.user_id AND consents.client_id = ?2 \
    AND consents.redirect_uri = ?3 WHERE session_id = ?1 AND sessions.expires_at > ?4 AND disabled_at IS NULL";

pub const SESSIONS_OF: &str = "SELECT session_id, authenticated_at, expires_at, methods, context, device, place \
    FROM sessions \
    WHERE session_id > ?1 || '.' AND session_id < ?1 || '/' AND expires_at > ?2 \
    ORDER BY authenticated_at DESC, session_id LIMIT 100";

/// Runs in the place of `QUEUE_LOGOUT` where no client is told: lists the clients that have or had grants of a session.
pub const SESSION_CLIENTS: &str = "SELECT DISTINCT client_id FROM grants \
    WHERE grant_id > ?2 || '.' AND grant_id < ?2 || '/' AND session_id = ?1 \
    ORDER BY client_id LIMIT 100";

/// Runs before `END_SESSION`: ends the grants that do not outlive the session.
pub const END_SESSION_GRANTS: &str = "UPDATE grants SET ended_at = ?3 \
    WHERE grant_id > ?2 || '.' AND grant_id < ?2 || '/' AND session_id = ?1 AND is_offline = 0 AND ended_at IS NULL";

pub const END_SESSION: &str = "DELETE FROM sessions WHERE session_id = ?1";

/// Runs before `END_OTHER_SESSIONS`: ends the grants of all sessions of a user but one that do not outlive them.
pub const END_OTHER_GRANTS: &str = "UPDATE grants SET ended_at = ?3 \
    WHERE grant_id > ?2 || '.' AND grant_id < ?2 || '/' AND session_id <> ?1 AND is_offline = 0 AND ended_at IS NULL \
    AND EXISTS (SELECT 1 FROM sessions WHERE sessions.session_id = grants.session_id)";

/// Ends all sessions of a user but one.
pub const END_OTHER_SESSIONS: &str = "DELETE FROM sessions \
    WHERE session_id > ?2 || '.' AND session_id < ?2 || '/' AND session_id <> ?1";
