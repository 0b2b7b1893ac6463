//! The SQL statements of second factors.

pub const FACTOR: &str = "SELECT since, json_array_length(recovery_codes) AS codes_left FROM second_factors \
    WHERE user_id = ?1";

/// Counts a failure before the code is compared. The limit keeps the number small.
pub const ATTEMPT_FACTOR: &str = "UPDATE second_factors SET failures = MIN(failures + 1, 1000) WHERE user_id = ?1 \
    RETURNING sealed, failures";

/// Uses a time step up. Returns no row if the step or a later one was used, or the factor was replaced.
pub const USE_STEP: &str = "UPDATE second_factors SET last_step = ?2, sealed = ?4, failures = 0 \
    WHERE user_id = ?1 AND last_step < ?2 AND sealed = ?3 RETURNING 1 AS used";

/// Uses a recovery code up. Returns no row if the user has no code with one of the digests.
pub const USE_RECOVERY_CODE: &str = "UPDATE second_factors SET failures = 0, recovery_codes = \
    (SELECT json_group_array(value) FROM json_each(recovery_codes) WHERE value NOT IN (SELECT value FROM json_each(?2))) \
    WHERE user_id = ?1 AND EXISTS (SELECT 1 FROM json_each(recovery_codes) \
    WHERE value IN (SELECT value FROM json_each(?2))) RETURNING json_array_length(recovery_codes) AS codes_left";

/// Stores a factor. With 1 as the last parameter, it replaces another one. Returns no row if nothing was stored.
pub const SET_FACTOR: &str = "INSERT INTO second_factors (user_id, sealed, last_step, failures, recovery_codes, since) \
    SELECT ?1, ?2, ?3, 0, ?4, ?5 WHERE EXISTS (SELECT 1 FROM users WHERE user_id = ?1 AND disabled_at IS NULL) \
    ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, last_step = excluded.last_step, failures = 0, \
    recovery_codes = excluded.recovery_codes, since = excluded.since WHERE ?6 = 1 RETURNING 1 AS stored";

pub const SET_RECOVERY_CODES: &str = "UPDATE second_factors SET recovery_codes = ?2 WHERE user_id = ?1 \
    RETURNING 1 AS stored";

pub const REMOVE_FACTOR: &str = "DELETE FROM second_factors WHERE user_id = ?1 RETURNING 1 AS removed";
