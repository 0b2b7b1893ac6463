//! SQL statements of authorization requests that are too long for an address.

pub const KEEP_REQUEST: &str = "INSERT INTO authorization_requests (name, request, until) VALUES (?1, ?2, ?3)";

/// Takes a request away, so that it counts once.
pub const TAKE_REQUEST: &str = "DELETE FROM authorization_requests WHERE name = ?1 AND until > ?2 RETURNING request";
