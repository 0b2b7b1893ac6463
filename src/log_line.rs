//! The log line of one request. It never has a token, a secret, a body, or a name that a stranger has chosen.

use serde_json::Value;

use crate::client_metadata::{CHOICES, ClientMetadata};
use crate::http::Request;
use crate::json::{self, Pointer};

/// One line for the log.
#[derive(Clone, Debug)]
pub struct Record(Vec<(&'static str, Value)>);

impl Record {
    /// Begins the line with the facts that are known before the answer.
    #[must_use]
    pub fn of(request: &Request, route: &'static str) -> Self {
        let mut record = Self(Vec::new());
        record.note("method", request.method.as_str());
        record.note("route", route);
        record.note("ray_id", &*request.ray_id);
        record
    }

    /// Adds an entry.
    pub fn note(&mut self, name: &'static str, value: impl Into<Value>) {
        self.0.push((name, value.into()));
    }

    /// Adds the place of a refusal: the names that are known here, and a star for every other one. A claim of a statement is
    /// known to whoever has trusted its issuer.
    pub fn note_place(&mut self, place: &Pointer) {
        let is_in_statement = place.first_member() == Some(STATEMENT);
        let mut depth: usize = 0;
        let shown = place.with_names(|name| {
            let is_claim = is_in_statement && depth == 1;
            depth = depth.saturating_add(1);
            if is_claim && is_claim_name(name) { name.to_owned() } else { shown(name) }
        });
        self.note("pointer", shown.to_string());
    }

    /// The line, with the time that the request took, and how many statements the database was given.
    #[must_use]
    pub fn line(mut self, milliseconds: u64, statements: u32) -> String {
        self.note("duration_ms", milliseconds);
        self.note("d1_statements", statements);
        json::text_of(&self.0)
    }
}

/// A name as the log shows it. People paste tokens wherever a name can be, in language tags too.
fn shown(name: &str) -> String {
    let base = name.split('#').next().unwrap_or_default();
    let is_known =
        ClientMetadata::has(name) || NAMES.contains(&base) || CHOICES.iter().any(|(offer, _)| *offer == base);
    match (is_known, base == name) {
        (true, true) => name.to_owned(),
        (true, false) => format!("{base}#{STAR}"),
        (false, _) => STAR.to_owned(),
    }
}

const STAR: &str = "*";

const STATEMENT: &str = "software_statement";

fn is_claim_name(name: &str) -> bool {
    name.len() <= LONGEST_CLAIM_SHOWN && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

const LONGEST_CLAIM_SHOWN: usize = 40;

/// Names in requests and in keys that are no members of a client.
const NAMES: [&str; 32] = [
    "alg",
    "client_assertion",
    "client_assertion_type",
    "client_id",
    "client_id_issued_at",
    "client_secret",
    "client_secret_expires_at",
    "crv",
    "d",
    "dry_run",
    "e",
    "grant_type",
    "k",
    "key_ops",
    "keys",
    "kid",
    "kty",
    "n",
    "registration_access_token",
    "registration_client_uri",
    "rel",
    "resource",
    "scope",
    STATEMENT,
    "token",
    "token_type_hint",
    "use",
    "x",
    "x5c",
    "x5t",
    "x5u",
    "y",
];
