//! SQL statements of the administration of clients, initial access tokens and epochs.

/// Lists the clients of a page that meet the conditions. A client is stored, was used, or waited for an approval.
///
/// The page is cut before the conditions, and before the tables are joined, so that a search reads a bounded number of
/// rows.
pub const LIST_CLIENTS: &str = "WITH page AS (SELECT client_id \
    FROM (SELECT client_id FROM clients WHERE client_id > ?1 ORDER BY client_id LIMIT ?2) \
    UNION SELECT client_id FROM (SELECT client_id FROM uses WHERE client_id > ?1 ORDER BY client_id LIMIT ?2) \
    UNION SELECT client_id FROM (SELECT client_id FROM approvals WHERE client_id > ?1 ORDER BY client_id LIMIT ?2) \
    ORDER BY client_id LIMIT ?2), \
    listed AS (SELECT page.client_id, \
    coalesce(json_extract(clients.metadata, '$.client_name'), uses.client_name, approvals.client_name) AS client_name, \
    coalesce(json_extract(clients.metadata, '$.software_id'), uses.software_id, clients.software_id, approvals.software_id) \
    AS software_id, \
    json_extract(clients.metadata, '$.redirect_uris[0]') AS redirect_uri, \
    ifnull(uses.redirect_host, approvals.redirect_host) AS redirect_host, \
    ifnull(json_extract(clients.bounds, '$.owners[0]'), uses.owner) AS owner, \
    ifnull(json_extract(clients.bounds, '$.templates[0]'), uses.template) AS template, \
    ifnull(json_extract(clients.bounds, '$.statement_issuers[0]'), uses.statement_issuer) AS statement_issuer, \
    clients.issued_at, first_used_at, last_used_at, clients.metadata, \
    CASE WHEN clients.deleted_at IS NOT NULL THEN 'deleted' WHEN disabled_at IS NOT NULL THEN 'disabled' \
    WHEN ?14 AND approvals.client_id IS NOT NULL AND approved IS NULL THEN 'waiting' ELSE 'active' END AS state \
    FROM page LEFT JOIN clients ON clients.client_id = page.client_id LEFT JOIN uses ON uses.client_id = page.client_id \
    LEFT JOIN disabled_clients ON disabled_clients.client_id = page.client_id \
    LEFT JOIN approvals ON approvals.client_id = page.client_id) \
    SELECT client_id, client_name, software_id, redirect_uri, redirect_host, owner, template, statement_issuer, issued_at, \
    first_used_at, last_used_at, state FROM listed WHERE (?4 IS NULL OR instr(lower(client_name), ?4) > 0) \
    AND (?5 IS NULL OR redirect_host = ?5 OR EXISTS (SELECT 1 FROM json_each(metadata, '$.redirect_uris') \
    WHERE instr(value, '://') > 0 AND substr(lower(value), instr(value, '://') + 3, length(?5) + 1) \
    IN (?5, ?5 || '/', ?5 || ':', ?5 || '?'))) \
    AND (?6 IS NULL OR software_id = ?6) AND (?7 IS NULL OR owner = ?7) AND (?8 IS NULL OR template = ?8) \
    AND (?9 IS NULL OR statement_issuer = ?9) \
    AND (?10 IS NULL OR json_extract(metadata, '$.tls_client_auth_subject_dn') = ?10) \
    AND (?11 IS NULL OR state = ?11) AND (?12 IS NULL OR last_used_at >= ?12) \
    AND (?13 IS NULL OR last_used_at IS NULL OR last_used_at < ?13) ORDER BY client_id LIMIT ?3";

/// Returns the last identifier of a page that is full, whatever its clients are.
pub const END_OF_PAGE: &str = "SELECT client_id \
    FROM (SELECT client_id FROM clients WHERE client_id > ?1 ORDER BY client_id LIMIT ?2) \
    UNION SELECT client_id FROM (SELECT client_id FROM uses WHERE client_id > ?1 ORDER BY client_id LIMIT ?2) \
    UNION SELECT client_id FROM (SELECT client_id FROM approvals WHERE client_id > ?1 ORDER BY client_id LIMIT ?2) \
    ORDER BY client_id LIMIT 1 OFFSET ?2 - 1";

pub const DISABLE_CLIENT: &str = "INSERT INTO disabled_clients (client_id, disabled_at) VALUES (?1, ?2) \
    ON CONFLICT (client_id) DO NOTHING";

pub const ENABLE_CLIENT: &str = "DELETE FROM disabled_clients WHERE client_id = ?1";

pub const LIST_TOKENS: &str = "SELECT digest, label, uses_left, created_at, expires_at, bounds FROM initial_access_tokens \
    WHERE digest > ?1 ORDER BY digest LIMIT ?2";

pub const STORE_TOKEN: &str = "INSERT INTO initial_access_tokens \
    (digest, label, uses_left, created_at, expires_at, bounds) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

pub const REVOKE_TOKEN: &str =
    "UPDATE initial_access_tokens SET uses_left = 0 WHERE digest = ?1 RETURNING 1 AS revoked";

/// Lists the epochs of the operator. The sweep stores one of its own, for clients that were never used.
pub const LIST_EPOCHS: &str = "SELECT name, since FROM epochs WHERE name <> 'unused' ORDER BY name LIMIT 1000";

pub const BEGIN_EPOCH: &str = "INSERT INTO epochs (name, since) VALUES (?1, ?2) \
    ON CONFLICT (name) DO UPDATE SET since = MAX(since, excluded.since) RETURNING since";

pub const LIFT_EPOCH: &str = "DELETE FROM epochs WHERE name = ?1 RETURNING 1 AS lifted";
