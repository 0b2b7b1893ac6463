//! SQL statements of the requests of devices without a browser.

pub const KEEP_DEVICE_REQUEST: &str = "INSERT INTO device_requests \
    (name, request, place, asked_at, expires_at, answer, polled_at, pause, is_hasty) \
    VALUES (?1, ?2, ?3, ?4, ?5, NULL, 0, ?6, 0) ON CONFLICT (name) DO NOTHING RETURNING 1 AS kept";

/// Finds a request by one of a JSON array of names.
pub const DEVICE_REQUEST: &str = "SELECT name, request, place, asked_at, expires_at FROM device_requests \
    WHERE name IN (SELECT value FROM json_each(?1)) AND expires_at > ?2 AND answer IS NULL";

pub const ANSWER_DEVICE: &str = "UPDATE device_requests SET answer = ?2 \
    WHERE name = ?1 AND expires_at > ?3 AND answer IS NULL RETURNING 1 AS answered";

/// Notes the question of a device. Every column is computed from the row before the change.
pub const POLL_DEVICE: &str = "UPDATE device_requests SET \
    is_hasty = (?2 < polled_at + pause), \
    pause = pause + iif(?2 < polled_at + pause, ?3, 0), \
    polled_at = ?2 \
    WHERE name = ?1 RETURNING answer, expires_at, is_hasty";

/// Takes a request away, so that its answer counts once.
pub const TAKE_DEVICE_REQUEST: &str = "DELETE FROM device_requests WHERE name = ?1 RETURNING 1 AS taken";

pub const FORGET_DEVICE_REQUESTS: &str = "DELETE FROM device_requests WHERE name IN \
    (SELECT name FROM device_requests INDEXED BY device_requests_by_expires_at WHERE expires_at < ?1 LIMIT 5000) \
    RETURNING 1 AS forgotten";
