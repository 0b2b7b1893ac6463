//! SQL statements of the administration of users.
//!
//! Names of sessions and grants begin with the identifier of the user and a dot, so those of a user are a range: a slash
//! is the character after the dot.

/// Lists the users of a page that meet the conditions, as the admin API shows them at the time `?8`; with `?4` only the local
/// user of this name, with `?7` only the user of this identifier, with all details. The page is cut before the other
/// conditions, so that a search reads a bounded number of rows.
///
/// A merge patch leaves out what is NULL. RFC 7396.
pub const LIST_USERS: &str = "SELECT user_id, json_patch(json_patch('{}', json_object('user_id', user_id, \
    'username', username, 'issuer', issuer, 'subject', subject, 'name', json_extract(claims, '$.name'), \
    'email', json_extract(claims, '$.email'), \
    'state', CASE WHEN disabled_at IS NULL THEN 'active' ELSE 'disabled' END, \
    'created_at', created_at, 'disabled_at', disabled_at, \
    'last_sign_in_at', (SELECT max(authenticated_at) FROM sessions WHERE session_id > users.user_id || '.' \
    AND session_id < users.user_id || '/'), \
    'has_password', json(CASE WHEN password IS NULL THEN 'false' ELSE 'true' END), \
    'link_expires_at', CASE WHEN reset_until > ?8 THEN reset_until END, \
    'passkey_count', (SELECT count(*) FROM passkeys WHERE passkeys.user_id = users.user_id), \
    'second_factor_since', (SELECT since FROM second_factors WHERE second_factors.user_id = users.user_id))), \
    CASE WHEN ?7 IS NULL THEN '{}' ELSE json_object('claims', json(claims), \
    'second_factor', json((SELECT json_object('kind', 'totp', 'since', since, \
    'recovery_codes', json_array_length(recovery_codes)) FROM second_factors WHERE second_factors.user_id = ?7)), \
    'passkeys', json((SELECT json_group_array(json_patch('{}', json_object('kind', \
    CASE backup WHEN 0 THEN 'device-bound' ELSE 'synced' END, 'name', name, 'created_at', created_at, \
    'last_used_at', last_used_at))) FROM (SELECT backup, name, created_at, last_used_at FROM passkeys \
    WHERE passkeys.user_id = ?7 ORDER BY created_at, passkey_id LIMIT 100))), \
    'sessions', json((SELECT json_group_array(json_patch('{}', json_object('authenticated_at', authenticated_at, \
    'expires_at', expires_at, 'methods', json(methods), 'device', device, 'place', place))) FROM \
    (SELECT authenticated_at, expires_at, methods, device, place FROM sessions WHERE session_id > ?7 || '.' \
    AND session_id < ?7 || '/' AND expires_at > ?8 ORDER BY authenticated_at DESC, session_id LIMIT 100))), \
    'consents', json((SELECT json_group_array(json_patch('{}', json_object('client_id', client_id, \
    'client_name', client_name, 'redirect_uri', redirect_uri, 'scope', json(scope), 'resources', json(resources), \
    'since', granted_at))) FROM (SELECT client_id, client_name, redirect_uri, scope, resources, granted_at FROM consents \
    WHERE consents.user_id = ?7 ORDER BY granted_at DESC, client_id, redirect_uri LIMIT 200))), \
    'grants', json((SELECT json_group_array(json_patch('{}', json_object('client_id', client_id, \
    'client_name', client_name, 'scope', json(scope), 'resources', json(resources), 'since', created_at))) FROM \
    (SELECT client_id, client_name, scope, resources, created_at FROM grants WHERE grant_id > ?7 || '.' \
    AND grant_id < ?7 || '/' AND ended_at IS NULL AND expires_at > ?8 ORDER BY created_at DESC, grant_id LIMIT 200)))) \
    END) AS described \
    FROM users WHERE user_id IN (SELECT user_id FROM (SELECT user_id FROM users \
    WHERE ?4 IS NULL AND ?7 IS NULL AND user_id > ?1 ORDER BY user_id LIMIT ?2) \
    UNION ALL SELECT user_id FROM users WHERE username = ?4 AND user_id > ?1 \
    UNION ALL SELECT user_id FROM users WHERE user_id = ?7) \
    AND (?5 IS NULL OR lower(json_extract(claims, '$.email')) = ?5) \
    AND (?6 IS NULL OR ?6 = CASE WHEN disabled_at IS NULL THEN 'active' ELSE 'disabled' END) \
    ORDER BY user_id LIMIT ?3";

/// Returns the last identifier of a page that is full, whatever its users are.
pub const END_OF_USER_PAGE: &str =
    "SELECT user_id FROM users WHERE user_id > ?1 ORDER BY user_id LIMIT 1 OFFSET ?2 - 1";

/// Stores a local user with a code to set a password, unless the name is taken.
pub const CREATE_USER: &str = "INSERT INTO users (user_id, username, claims, reset_digest, reset_until, created_at) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING RETURNING 1 AS changed";

pub const DELETE_USER: &str = "DELETE FROM users WHERE user_id = ?1 RETURNING 1 AS changed";

pub const DISABLE_USER: &str = "UPDATE users SET disabled_at = ?2 WHERE user_id = ?1 AND disabled_at IS NULL \
    RETURNING 1 AS changed";

pub const ENABLE_USER: &str = "UPDATE users SET disabled_at = NULL WHERE user_id = ?1 AND disabled_at IS NOT NULL \
    RETURNING 1 AS changed";

/// Stores a code to set another password.
pub const LINK_USER: &str = "UPDATE users SET reset_digest = ?2, reset_until = ?3 \
    WHERE user_id = ?1 AND username IS NOT NULL AND disabled_at IS NULL RETURNING 1 AS changed";

/// Takes the password of a local user away, and stores a code to set another.
pub const RECOVER_USER: &str = "UPDATE users SET password = NULL, reset_digest = ?2, reset_until = ?3 \
    WHERE user_id = ?1 AND username IS NOT NULL AND disabled_at IS NULL RETURNING 1 AS changed";

/// Changes nothing of a user who exists. The entry of a sign-out follows it: a user can have grants without sessions, or
/// sessions without grants.
pub const TOUCH_USER: &str = "UPDATE users SET claims = claims WHERE user_id = ?1 RETURNING 1 AS changed";

pub const END_ALL_GRANTS: &str = "UPDATE grants SET ended_at = ?2 WHERE grant_id > ?1 || '.' AND grant_id < ?1 || '/' \
    AND ended_at IS NULL";

pub const DELETE_GRANTS: &str = "DELETE FROM grants WHERE grant_id > ?1 || '.' AND grant_id < ?1 || '/'";

pub const DELETE_CONSENTS: &str = "DELETE FROM consents WHERE user_id = ?1";

pub const REMOVE_ALL_PASSKEYS: &str = "DELETE FROM passkeys WHERE user_id = ?1 RETURNING 1 AS changed";

/// Erases a user from all journals. The chains stay valid: they have a salted digest.
pub const ERASE_USER: &str = "UPDATE audit SET user_id = NULL, address = NULL, salt = NULL WHERE user_id = ?1";
