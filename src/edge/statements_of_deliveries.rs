//! SQL statements of messages to others that wait.

/// Runs before `END_SESSION_GRANTS`: queues a logout token for each client that has or had grants of a session, and lists
/// these clients. A client whose grant has ended may still have a session of its own.
///
/// The first attempt is made at once, so the row is due after its pause.
pub const QUEUE_LOGOUT: &str = "INSERT INTO deliveries (name, kind, recipient, contents, created_at, due_at, attempts) \
    SELECT DISTINCT session_id || ' ' || client_id, 'logout', client_id, session_id, ?3, ?4, 1 FROM grants \
    WHERE grant_id > ?2 || '.' AND grant_id < ?2 || '/' AND session_id = ?1 ORDER BY client_id LIMIT 100 \
    ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at RETURNING recipient AS client_id";

/// Runs before `END_OTHER_GRANTS`: queues a logout token for each client of each session of a user but one.
pub const QUEUE_OTHER_LOGOUTS: &str = "INSERT INTO deliveries \
    (name, kind, recipient, contents, created_at, due_at, attempts) \
    SELECT DISTINCT grants.session_id || ' ' || client_id, 'logout', client_id, grants.session_id, ?3, ?3, 0 \
    FROM grants JOIN sessions ON sessions.session_id = grants.session_id \
    WHERE grant_id > ?2 || '.' AND grant_id < ?2 || '/' AND grants.session_id <> ?1 LIMIT 1000 \
    ON CONFLICT (name) DO NOTHING RETURNING 1 AS queued";

/// Runs before `END_SESSIONS_BY_CODE`: queues a logout token for each client and each session of the user.
pub const QUEUE_LOGOUTS_BY_CODE: &str = "INSERT INTO deliveries \
    (name, kind, recipient, contents, created_at, due_at, attempts) \
    SELECT DISTINCT grants.session_id || ' ' || client_id, 'logout', client_id, grants.session_id, ?2, ?2, 0 \
    FROM users JOIN grants ON grant_id > user_id || '.' AND grant_id < user_id || '/' \
    JOIN sessions ON sessions.session_id = grants.session_id \
    WHERE reset_digest = ?1 AND reset_until > ?2 AND disabled_at IS NULL LIMIT 1000 \
    ON CONFLICT (name) DO NOTHING RETURNING 1 AS queued";

/// Runs before `QUEUE_LOGOUT`: forgets the oldest logout tokens of a user of whom very many wait, so that no user fills the
/// queue.
pub const EVICT_LOGOUTS: &str = "DELETE FROM deliveries WHERE name IN (SELECT name FROM deliveries \
    WHERE name > ?1 || '.' AND name < ?1 || '/' ORDER BY created_at DESC, name LIMIT 200 OFFSET 200)";

/// Takes messages that are due, in turn an event of an account, an event of a client or of the server, and another message, so
/// that none waits for all of the others. Each is due again after a pause that doubles with each attempt, so that a failure
/// changes nothing more.
pub const TAKE_DUE: &str = "UPDATE deliveries SET attempts = attempts + 1, \
    due_at = ?1 + min(?3, ?2 << min(attempts, 20)) WHERE name IN \
    (SELECT name FROM (SELECT name, due_at, row_number() OVER (ORDER BY due_at, name) AS turn FROM \
    (SELECT name, due_at FROM deliveries WHERE name > 'event ' AND name < 'event!' AND due_at <= ?1 \
    ORDER BY due_at, name LIMIT ?4) \
    UNION ALL SELECT name, due_at, row_number() OVER (ORDER BY due_at, name) AS turn FROM \
    (SELECT name, due_at FROM deliveries WHERE name > 'server-event ' AND name < 'server-event!' AND due_at <= ?1 \
    ORDER BY due_at, name LIMIT ?4) \
    UNION ALL SELECT name, due_at, row_number() OVER (ORDER BY due_at, name) AS turn FROM \
    (SELECT name, due_at FROM deliveries INDEXED BY deliveries_by_due_at WHERE due_at <= ?1 \
    AND NOT (name > 'event ' AND name < 'event!') AND NOT (name > 'server-event ' AND name < 'server-event!') \
    ORDER BY due_at, name LIMIT ?4)) ORDER BY turn, due_at, name LIMIT ?4) \
    RETURNING name, kind, recipient, contents, created_at, due_at, attempts";

pub const FORGET_DELIVERIES: &str = "DELETE FROM deliveries WHERE name IN (SELECT value FROM json_each(?1))";

/// Queues events of accounts from a JSON array of their names, users and contents: at most 100 of one user, and 10,000 of
/// all. The names begin with `event`, the user and a dot, so those of a user are a range. Other messages do not count.
pub const QUEUE_EVENTS: &str = "INSERT INTO deliveries (name, kind, recipient, contents, created_at, due_at, attempts) \
    SELECT value ->> 0, 'event', value ->> 1, value ->> 2, ?2, ?2, 0 FROM json_each(?1) \
    WHERE (SELECT count(*) FROM (SELECT 1 FROM deliveries WHERE name > 'event ' AND name < 'event!' LIMIT 10000)) < 10000 \
    AND (SELECT count(*) FROM (SELECT 1 FROM deliveries WHERE name > 'event ' || (value ->> 1) || '.' \
    AND name < 'event ' || (value ->> 1) || '/' LIMIT 100)) < 100 RETURNING name";

/// Queues an event of a client or of the server, if fewer than `?6` wait. With 0 as `?7` it runs after the statement of a change
/// and that of its row in the audit log, and queues only if the one before has changed a row.
pub const QUEUE_SERVER_EVENT: &str = "INSERT INTO deliveries \
    (name, kind, recipient, contents, created_at, due_at, attempts) SELECT ?1, ?2, ?3, ?4, ?5, ?5, 0 \
    WHERE (?7 = 1 OR changes() > 0) AND (SELECT count(*) FROM (SELECT 1 FROM deliveries \
    WHERE name > 'server-event ' AND name < 'server-event!' LIMIT ?6)) < ?6 RETURNING name";
