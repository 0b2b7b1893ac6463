//! SQL statements of the audit log.

/// Writes a row. With 0 as `?13` it runs right after the statement of a change, and writes only if that has changed a row.
///
/// The number follows the end of the chain too, so that a journal whose last rows were removed shows the gap.
pub const AUDIT: &str = "INSERT INTO audit \
    (journal, sequence, at, kind, actor, actor_id, trust, client_id, details, user_id, address, salt, personal) \
    SELECT ?1, max(ifnull((SELECT max(sequence) FROM audit WHERE journal = ?1), 0), \
    ifnull((SELECT sequence FROM audit_chains WHERE journal = ?1), 0)) + 1, \
    ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 WHERE ?13 = 1 OR changes() > 0";

/// Lists the rows of a page that meet the conditions, the newest first. The page is cut before the conditions.
pub const LIST_AUDIT: &str = "SELECT sequence, at, kind, actor, actor_id, trust, client_id, details, user_id, address, salt, \
    personal, digest FROM (SELECT sequence, at, kind, actor, actor_id, trust, client_id, details, user_id, address, salt, \
    personal, digest FROM audit WHERE journal = ?1 AND sequence < ?2 ORDER BY sequence DESC LIMIT ?3) \
    WHERE (?5 IS NULL OR kind = ?5) AND (?6 IS NULL OR client_id = ?6 OR actor_id = ?6) AND (?7 IS NULL OR user_id = ?7) \
    AND (?8 IS NULL OR at >= ?8) ORDER BY sequence DESC LIMIT ?4";

/// Returns the number of the last row of a full page, whatever its rows are, unless it is older than the list goes.
pub const END_OF_AUDIT_PAGE: &str = "SELECT sequence FROM (SELECT sequence, at FROM audit \
    WHERE journal = ?1 AND sequence < ?2 ORDER BY sequence DESC LIMIT 1 OFFSET ?3 - 1) WHERE ?4 IS NULL OR at >= ?4";

pub const AUDIT_AFTER: &str = "SELECT sequence, at, kind, actor, actor_id, trust, client_id, details, user_id, address, salt, \
    personal, digest FROM audit WHERE journal = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3";

pub const CHAIN_END: &str = "SELECT sequence, digest FROM audit_chains WHERE journal = ?1";

/// Lists rows that follow the end of the chain of a journal.
pub const UNCHAINED: &str = "SELECT sequence, at, kind, actor, actor_id, trust, client_id, details, user_id, address, salt, \
    personal, digest FROM audit WHERE journal = ?1 \
    AND sequence > ifnull((SELECT sequence FROM audit_chains WHERE journal = ?1), 0) ORDER BY sequence LIMIT ?2";

/// Moves the end of a chain, if it is where the caller read it.
pub const MOVE_CHAIN_END: &str = "INSERT INTO audit_chains (journal, sequence, digest, cut_sequence, cut_digest) \
    VALUES (?1, ?2, ?3, 0, '') ON CONFLICT (journal) DO UPDATE SET sequence = excluded.sequence, digest = excluded.digest \
    WHERE audit_chains.sequence = ?4 AND audit_chains.digest = ?5 RETURNING 1 AS moved";

/// Runs after `MOVE_CHAIN_END`: stores the digests of rows, if the chain ends with the last of them.
pub const CHAIN_ROWS: &str = "UPDATE audit SET digest = links.value ->> 1 FROM json_each(?2) AS links \
    WHERE journal = ?1 AND sequence = links.value ->> 0 AND digest IS NULL \
    AND EXISTS (SELECT 1 FROM audit_chains WHERE journal = ?1 AND digest = ?3)";

/// Runs before `FORGET_AUDIT`: notes the last row that goes, so that the chain of the others can be verified.
///
/// Only chained rows go, and at most 5,000 at once.
pub const CUT_CHAIN: &str = "UPDATE audit_chains SET cut_sequence = cut.sequence, cut_digest = cut.digest \
    FROM (SELECT sequence, digest FROM audit WHERE journal = ?1 AND digest IS NOT NULL \
    AND sequence < 5000 + (SELECT min(sequence) FROM audit WHERE journal = ?1) \
    AND (at < ?2 OR sequence <= (SELECT sequence FROM audit_chains WHERE journal = ?1) - ?3) \
    ORDER BY sequence DESC LIMIT 1) AS cut WHERE journal = ?1";

pub const FORGET_AUDIT: &str = "DELETE FROM audit WHERE journal = ?1 \
    AND sequence <= (SELECT cut_sequence FROM audit_chains WHERE journal = ?1) RETURNING 1 AS forgotten";
