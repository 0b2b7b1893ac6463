//! The SQL statements about the grants of users.
//!
//! A grant counts while it has not ended, its time is not over, and its user is not disabled.

/// Stores the grant of a redeemed code. If the code was redeemed before, ends the grant instead. Returns no row if the
/// session, the user or the consent of a new grant is gone.
///
/// The row of an earlier redemption is changed even if the session has ended since: the condition is for new grants
/// alone.
pub const REDEEM: &str = "INSERT INTO grants (grant_id, client_id, client_name, session_id, scope, resources, claims, \
    authenticated_at, methods, context, created_at, expires_at, dpop_jkt, is_offline, generation, refreshed_at, \
    is_repeated) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 0, ?11, 0 \
    WHERE EXISTS (SELECT 1 FROM grants WHERE grant_id = ?1) \
    OR (EXISTS (SELECT 1 FROM sessions WHERE session_id = ?4 AND expires_at > ?11) \
    AND EXISTS (SELECT 1 FROM users WHERE user_id = ?15 AND disabled_at IS NULL) \
    AND EXISTS (SELECT 1 FROM consents WHERE user_id = ?15 AND client_id = ?2)) \
    ON CONFLICT (grant_id) DO UPDATE SET ended_at = ifnull(ended_at, excluded.created_at) \
    RETURNING ended_at, (SELECT users.claims FROM users WHERE user_id = ?15) AS user_claims";

/// Runs before `ASSERT`: stores a user who has never signed in. What a provider said at a sign-in is more than an
/// assertion says, so it stays.
pub const MEET_USER: &str = "INSERT INTO users (user_id, issuer, subject, claims, created_at) \
    VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (user_id) DO NOTHING";

/// Stores the grant of an assertion. Returns no row if the user is disabled.
pub const ASSERT: &str = "INSERT INTO grants (grant_id, client_id, client_name, session_id, scope, resources, claims, \
    authenticated_at, methods, context, created_at, expires_at, dpop_jkt, is_offline, generation, refreshed_at, \
    is_repeated) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 0, ?11, 0 \
    WHERE EXISTS (SELECT 1 FROM users WHERE user_id = ?15 AND disabled_at IS NULL) \
    RETURNING ended_at, (SELECT users.claims FROM users WHERE user_id = ?15) AS user_claims";

/// Takes the next generation of a refresh token; of a generation that was used before, ends the grant. Returns no row
/// if the token does not count.
///
/// The generation before the current one counts once more for a short time: the answer with its successor may be lost.
/// Every column is computed from the row before the change. No index has a column that changes, so this writes one row.
pub const REFRESH: &str = "UPDATE grants SET \
    generation = generation + (?3 = generation), \
    refreshed_at = iif(?3 = generation, ?7, refreshed_at), \
    is_repeated = iif(?3 = generation, 0, 1), \
    ended_at = CASE WHEN ?3 < generation \
    AND (?3 < generation - 1 OR is_repeated = 1 OR refreshed_at + ?6 <= ?7) THEN ?7 END \
    WHERE grant_id = ?1 AND client_id = ?2 AND ?3 <= generation AND generation < 4294967295 AND ended_at IS NULL \
    AND expires_at > ?7 AND refreshed_at + ?5 > ?7 AND ifnull(dpop_jkt, ?4) IS ?4 \
    AND EXISTS (SELECT 1 FROM users WHERE user_id = ?8 AND disabled_at IS NULL) \
    RETURNING client_id, client_name, session_id, scope, resources, claims, authenticated_at, methods, context, \
    created_at, expires_at, dpop_jkt, is_offline, generation, ended_at, \
    (SELECT users.claims FROM users WHERE user_id = ?8) AS user_claims";

pub const GRANT: &str = "SELECT client_id, client_name, session_id, scope, resources, grants.claims AS claims, \
    authenticated_at, methods, context, grants.created_at AS created_at, expires_at, dpop_jkt, is_offline, generation, \
    ended_at, users.claims AS user_claims FROM grants JOIN users ON user_id = ?2 AND disabled_at IS NULL \
    WHERE grant_id = ?1 AND ended_at IS NULL AND expires_at > ?3";

pub const END_GRANT: &str = "UPDATE grants SET ended_at = ?2 WHERE grant_id = ?1 AND ended_at IS NULL";

pub const FORGET_GRANTS: &str = "DELETE FROM grants WHERE grant_id IN \
    (SELECT grant_id FROM grants INDEXED BY grants_by_expires_at WHERE expires_at < ?1 LIMIT 5000) \
    RETURNING 1 AS forgotten";

pub const FORGET_SESSIONS: &str = "DELETE FROM sessions WHERE session_id IN \
    (SELECT session_id FROM sessions INDEXED BY sessions_by_expires_at WHERE expires_at < ?1 LIMIT 5000) \
    RETURNING 1 AS forgotten";

pub const FORGET_REQUESTS: &str = "DELETE FROM authorization_requests WHERE name IN \
    (SELECT name FROM authorization_requests INDEXED BY authorization_requests_by_until WHERE until < ?1 LIMIT 5000) \
    RETURNING 1 AS forgotten";
