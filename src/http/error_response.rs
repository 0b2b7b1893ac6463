//! The responses of refusals and faults.

use serde_json::{Map, Value, json};

use crate::error::{Fault, ProofPlace, Refusal};
use crate::http::Response;
use crate::json;
use crate::unit::{Seconds, Status};

impl Refusal {
    /// Returns the response. RFC 7591 section 3.2.2, RFC 6750 section 3.
    #[must_use]
    pub fn response(&self) -> Response {
        let response = Response::json(self.status(), &self.members());
        match self {
            Self::AttestationChallenge(challenge) => {
                response.with("oauth-client-attestation-challenge", challenge.clone())
            }
            // Every 401 needs a challenge, also for a client that sent no header. RFC 9110 section 15.5.2.
            Self::InvalidClient(_) => response.with("www-authenticate", "Basic realm=\"enrol\", charset=\"UTF-8\""),
            Self::InsufficientScope(right) => response.with(
                "www-authenticate",
                format!(
                    "Bearer error=\"{}\", error_description=\"{}\", scope=\"{right}\"",
                    self.code(),
                    self.description()
                ),
            ),
            Self::InvalidProof => response.with(
                "www-authenticate",
                format!("DPoP error=\"{}\", error_description=\"{}\"", self.code(), self.description()),
            ),
            Self::NonceMissing(nonce, ProofPlace::Resource) => response
                .with(
                    "www-authenticate",
                    format!("DPoP error=\"{}\", error_description=\"{}\"", self.code(), self.description()),
                )
                .with("dpop-nonce", nonce.clone()),
            Self::NonceMissing(nonce, ProofPlace::TokenRequest) => response.with("dpop-nonce", nonce.clone()),
            Self::InvalidAccessJwt(_) | Self::InvalidToken | Self::WrongCertificate => response.with(
                "www-authenticate",
                format!("Bearer error=\"{}\", error_description=\"{}\"", self.code(), self.description()),
            ),
            // A challenge to a sender without a token has no error. RFC 6750 section 3.1.
            Self::MissingToken | Self::MissingTokenOrStatement => response.with("www-authenticate", "Bearer"),
            Self::MethodNotAllowed(allow, _) => response.with("allow", *allow),
            Self::TooManyRequests(Seconds(seconds)) | Self::TooManyStored(Seconds(seconds)) => {
                response.with("retry-after", seconds.to_string())
            }
            _ => response,
        }
    }
}

impl Refusal {
    /// Returns the response as problem details. RFC 9457.
    #[must_use]
    pub fn problem(&self) -> Response {
        problem(self.response(), &self.members())
    }
}

/// Replaces the body of a response by problem details, and keeps the headers. RFC 9457 section 3.
fn problem(response: Response, members: &Map<String, Value>) -> Response {
    let [code, detail] = ["error", "error_description"].map(|name| members.get(name).cloned().unwrap_or_default());
    let mut problem = json::object([
        ("title", Value::from(title(response.status))),
        ("status", Value::from(response.status.0)),
        ("detail", detail.clone()),
        ("code", code),
    ]);
    if let Some(pointer) = members.get("pointer").and_then(Value::as_str) {
        let place = json!([{"detail": detail, "pointer": format!("#{pointer}")}]);
        problem.insert("errors".to_owned(), place);
    }
    let Response { headers, status, .. } = response;
    let body = Response::json(status, &problem);
    Response { headers, ..body }.with("content-type", "application/problem+json")
}

/// Returns the phrase of a status. RFC 9110 section 15.
const fn title(Status(status): Status) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

impl Fault {
    /// Returns the response as problem details, without the cause. RFC 9457.
    #[must_use]
    pub fn problem(&self) -> Response {
        problem(self.response(), &self.members())
    }

    /// Returns the response, without the cause.
    #[must_use]
    pub fn response(&self) -> Response {
        let response = Response::json(self.status(), &self.members());
        match self.retry_after() {
            Some(Seconds(seconds)) => response.with("retry-after", seconds.to_string()),
            None => response,
        }
    }
}
