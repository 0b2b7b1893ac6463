//! SQL statements of policies and of other data of operators.

/// Lists the versions of a collection. The name of a collection ends with the first colon of its kinds.
pub const LIST_POLICIES: &str = "SELECT kind, version, state, document, revision, made_at, changed_at FROM policies \
    WHERE (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR version = ?2) \
    AND (?3 IS NULL OR kind > ?3 OR (kind = ?3 AND version < ?4)) \
    AND substr(kind, 1, instr(kind, ':')) = ?6 ORDER BY kind, version DESC LIMIT ?5";

/// Lists the versions that are in force in all collections: of each kind at most one that is active, and one that is tried. An index has
/// them alone.
pub const LIST_IN_FORCE: &str = "SELECT kind, version, state, document, revision, made_at, changed_at FROM policies \
    WHERE state IN ('shadow', 'active') ORDER BY kind, version DESC";

/// Stores a new draft, or changes one that still has this revision.
pub const STORE_POLICY: &str = "INSERT INTO policies (kind, version, document, changed_at, made_at, state, revision) \
    VALUES (?1, ?2, ?3, ?4, ?5, 'draft', 1) ON CONFLICT (kind, version) DO UPDATE SET document = excluded.document, \
    revision = revision + 1, changed_at = excluded.changed_at WHERE state = 'draft' AND revision = ?6 RETURNING revision";

/// Moves a version that still has this revision to a state. The version that is active or tried in its place is retired by the same statement.
pub const MOVE_POLICY: &str = "UPDATE policies SET state = CASE WHEN version = ?2 THEN ?3 ELSE 'retired' END, \
    revision = revision + 1, changed_at = ?4 \
    WHERE kind = ?1 AND (version = ?2 OR (state = ?3 AND state <> 'retired')) \
    AND EXISTS (SELECT 1 FROM policies WHERE kind = ?1 AND version = ?2 AND revision = ?5) RETURNING version";
