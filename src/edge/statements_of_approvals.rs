//! SQL statements of the approvals of clients.

/// Lists a client as one that waits. A client without a row in `clients` is one that is sealed, or one that was not stored
/// in the end.
pub const AWAIT_APPROVAL: &str = "INSERT INTO approvals (client_id, since, client_name, redirect_host, software_id) \
    SELECT ?1, ?2, ?3, ?4, ?5 WHERE CASE WHEN ?1 GLOB 's*' THEN TRUE ELSE \
    EXISTS (SELECT 1 FROM clients WHERE client_id = ?1) END \
    ON CONFLICT (client_id) DO UPDATE SET approved = NULL, since = excluded.since, client_name = excluded.client_name, \
    redirect_host = excluded.redirect_host WHERE approved <> ?6";

/// Runs after `AWAIT_APPROVAL`: takes the sealed clients above the limit off the list.
pub const EVICT_WAITING: &str = "DELETE FROM approvals WHERE client_id IN \
    (SELECT client_id FROM approvals INDEXED BY approvals_waiting WHERE approved IS NULL AND client_id GLOB 's*' \
    ORDER BY since DESC LIMIT -1 OFFSET ?1)";

pub const APPROVE_CLIENT: &str = "INSERT INTO approvals (client_id, since, client_name, redirect_host, software_id, approved) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (client_id) DO UPDATE SET approved = excluded.approved \
    WHERE approved IS NOT excluded.approved";

/// Deletes the approvals of clients that are deleted, and those of stored clients that are gone.
pub const FORGET_APPROVALS: &str = "DELETE FROM approvals WHERE client_id IN (SELECT approvals.client_id FROM approvals \
    LEFT JOIN clients ON clients.client_id = approvals.client_id WHERE clients.deleted_at IS NOT NULL \
    OR (clients.client_id IS NULL AND approvals.client_id NOT GLOB 's*') LIMIT 5000) RETURNING 1 AS forgotten";
