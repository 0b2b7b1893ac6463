//! SQL statements of passkeys.

pub const PASSKEYS_OF: &str = "SELECT user_id, passkey_id, name, public_key, counter, backup, created_at, last_used_at \
    FROM passkeys WHERE user_id = ?1 ORDER BY created_at, passkey_id LIMIT 100";

/// Finds a passkey with its user.
pub const PASSKEY: &str = "SELECT passkeys.user_id, passkey_id, name, public_key, counter, backup, \
    passkeys.created_at, last_used_at, username, issuer, subject, claims, disabled_at \
    FROM passkeys JOIN users ON users.user_id = passkeys.user_id WHERE passkeys.user_id = ?1 AND passkey_id = ?2";

/// Runs before `ADD_PASSKEY`: returns the facts that decide about it.
pub const PASSKEY_FACTS: &str = "SELECT EXISTS (SELECT 1 FROM spent WHERE once = ?1) AS is_used, \
    EXISTS (SELECT 1 FROM passkeys WHERE passkey_id = ?2) AS is_known, \
    (SELECT COUNT(*) FROM passkeys WHERE user_id = ?3) AS number";

/// Stores a passkey. Runs before the challenge is used up.
pub const ADD_PASSKEY: &str = "INSERT INTO passkeys \
    (user_id, passkey_id, name, public_key, counter, backup, created_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 \
    WHERE NOT EXISTS (SELECT 1 FROM spent WHERE once = ?8) \
    AND (SELECT COUNT(*) FROM passkeys WHERE user_id = ?1) < ?9 \
    AND EXISTS (SELECT 1 FROM users WHERE user_id = ?1 AND disabled_at IS NULL) \
    ON CONFLICT DO NOTHING RETURNING 1 AS added";

/// Notes a sign-in, unless the counter is not beyond the stored one. An authenticator that does not count always says 0.
/// Runs before the challenge is used up.
pub const USE_PASSKEY: &str = "UPDATE passkeys SET counter = ?3, backup = ?4, last_used_at = ?5, last_challenge = ?6 \
    WHERE user_id = ?1 AND passkey_id = ?2 AND (counter < ?3 OR (counter = 0 AND ?3 = 0)) \
    AND NOT EXISTS (SELECT 1 FROM spent WHERE once = ?6) RETURNING 1 AS noted";

/// Runs between `USE_PASSKEY` and the use of the challenge: stores the session, if the sign-in was noted.
pub const BEGIN_SESSION_BY_PASSKEY: &str = "INSERT INTO sessions \
    (session_id, authenticated_at, expires_at, methods, context, device, place) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?8 \
    WHERE EXISTS (SELECT 1 FROM users WHERE user_id = ?7 AND disabled_at IS NULL) \
    AND EXISTS (SELECT 1 FROM passkeys WHERE user_id = ?7 AND passkey_id = ?9 AND last_challenge = ?10) \
    AND NOT EXISTS (SELECT 1 FROM spent WHERE once = ?10) RETURNING 1 AS begun";

pub const RENAME_PASSKEY: &str =
    "UPDATE passkeys SET name = ?3 WHERE user_id = ?1 AND passkey_id = ?2 RETURNING 1 AS renamed";

/// Removes a passkey, unless the user has no other way to sign in.
pub const REMOVE_PASSKEY: &str = "DELETE FROM passkeys WHERE user_id = ?1 AND passkey_id = ?2 \
    AND (EXISTS (SELECT 1 FROM users WHERE user_id = ?1 AND password IS NOT NULL) \
    OR (SELECT COUNT(*) FROM passkeys WHERE user_id = ?1) > 1) RETURNING 1 AS removed";

/// Runs before `RESET_PASSWORD`: removes the passkeys of the user. Somebody who knew the former password may have added one.
pub const REMOVE_PASSKEYS_BY_CODE: &str = "DELETE FROM passkeys WHERE user_id = (SELECT user_id FROM users \
    WHERE reset_digest = ?1 AND reset_until > ?2 AND disabled_at IS NULL)";
