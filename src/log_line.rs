//! The log line of one request. It never contains a token, a secret, a body, or a name that a caller chose.

use std::borrow::Cow;

use serde::Serialize;

use crate::client_metadata::{CHOICES, ClientMetadata, SOFTWARE_STATEMENT};
use crate::error::Fault;
use crate::http::Request;
use crate::json::{self, Pointer};
use crate::unit::Milliseconds;

/// A line for the log.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LogLine {
    /// The method of the request.
    pub method: &'static str,
    /// The name of the endpoint, or `none`.
    pub route: &'static str,
    /// The platform's identifier of the request.
    pub ray_id: String,
    /// The software statement that the request is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<Box<str>>,
    /// The `error` member of the response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Cow<'static, str>>,
    /// The reason of a refusal that the caller does not see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The place of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The policy that is only tried, and the place that it would have refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shadow_policy: Option<String>,
    /// The cause of a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// The outcome of the operator's own check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hook: Option<&'static str>,
    /// The time that the check took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hook_ms: Option<Milliseconds>,
    /// The reason why a forwarded certificate does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<&'static str>,
    /// The client that calls the admin API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub administrator: Option<Box<str>>,
    /// The client that the request is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The trust tier of that client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<&'static str>,
    /// The HTTP status of the response.
    pub status: u16,
    /// The duration of the request, in milliseconds.
    pub duration_ms: u64,
    /// The number of database statements.
    pub d1_statements: u32,
}

impl LogLine {
    /// Begins the line of a request to the endpoint of this name.
    #[must_use]
    pub fn of(request: &Request, route: &'static str) -> Self {
        let (ray_id, certificate) = (request.ray_id.clone(), request.certificate_fault);
        Self { method: request.method.as_str(), route, ray_id, certificate, ..Self::default() }
    }

    /// Adds the place of a refusal.
    pub fn note_place(&mut self, place: &Pointer) {
        self.pointer = Some(shown_place(place));
    }

    /// Returns the line as text, with the duration of the request and the number of database statements.
    #[must_use]
    pub fn text(self, duration_ms: u64, d1_statements: u32) -> String {
        json::text(&Self { duration_ms, d1_statements, ..self })
    }
}

/// The line of an instance that broke off.
#[derive(Serialize)]
struct Break<'a> {
    code: &'static str,
    fault: &'a str,
}

/// Returns the line of an instance that broke off, with every request that it had not answered.
#[must_use]
pub fn line_of_break(error: &str) -> String {
    let fault = Fault::Broken(format!("broke off: {error}"));
    json::text(&Break { code: fault.code(), fault: fault.cause() })
}

/// Returns a place. Unknown names become a star, except the names of claims in a software statement, which a trusted issuer chose.
#[must_use]
pub fn shown_place(place: &Pointer) -> String {
    let is_in_statement = place.first_member() == Some(SOFTWARE_STATEMENT);
    let mut depth: usize = 0;
    let shown = place.with_names(|name| {
        // In any other place, a name is as the caller chose it, and may be a pasted token.
        let is_claim = is_in_statement && depth == 1;
        depth = depth.saturating_add(1);
        if is_claim && is_claim_name(name) { name.to_owned() } else { shown(name) }
    });
    shown.to_string()
}

/// Returns a name as the log shows it. Callers paste tokens anywhere, even into names and language tags.
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

fn is_claim_name(name: &str) -> bool {
    name.len() <= LONGEST_CLAIM_SHOWN && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

const LONGEST_CLAIM_SHOWN: usize = 40;

/// Names in requests and keys that are not members of a client.
const NAMES: &[&str] = &[
    "access_token",
    "acr_values",
    "alg",
    "claims",
    "client_address",
    "client_assertion",
    "client_assertion_type",
    "client_id",
    "client_id_issued_at",
    "client_secret",
    "client_secret_expires_at",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "crv",
    "d",
    "decision",
    "device_code",
    "dpop_jkt",
    "dry_run",
    "e",
    "grant_type",
    "id_token_hint",
    "k",
    "key_ops",
    "keys",
    "kid",
    "kty",
    "login_hint",
    "max_age",
    "n",
    "nonce",
    "prompt",
    "redirect_uri",
    "refresh_token",
    "registration_access_token",
    "registration_client_uri",
    "rel",
    "request",
    "request_uri",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "session",
    SOFTWARE_STATEMENT,
    "state",
    "token",
    "token_type_hint",
    "ui_locales",
    "use",
    "user_code",
    "x",
    "x5c",
    "x5t",
    "x5u",
    "y",
];
