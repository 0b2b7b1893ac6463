//! The responses of refusals and faults.

use crate::error::{Fault, ProofPlace, Refusal};
use crate::http::Response;
use crate::unit::Seconds;

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
            Self::InvalidToken | Self::WrongCertificate => response.with(
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

impl Fault {
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
