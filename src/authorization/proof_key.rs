//! Proof Key for Code Exchange. RFC 7636, RFC 9700 section 2.1.1.

use crate::authorization::parameters::{Parameters, invalid};
use crate::error::{Invalid, Refusal};
use crate::json::Pointer;
use crate::model::Client;
use crate::policy::{Policy, ProofKeys};

/// The length of the SHA-256 digest of a verifier, in base64url. RFC 7636 section 4.2.
const CHALLENGE_LENGTH: usize = 43;

/// Reads the code challenge.
///
/// `Err` is `invalid_request` for a missing challenge where one is required, for a malformed challenge, and for a method
/// other than `S256`. Without a method, the challenge is of the method `plain`. RFC 7636 sections 4.3 and 4.4.1.
pub fn read(
    parameters: &Parameters,
    has_nonce: HasNonce,
    client: &Client,
    policy: &Policy,
) -> Result<Option<String>, Refusal> {
    let method = parameters.form.value("code_challenge_method");
    let Some(challenge) = parameters.form.value("code_challenge") else {
        if method.is_some() {
            return Err(invalid("code_challenge_method", "come with code_challenge"));
        }
        return if is_required(has_nonce, client, policy) { Err(missing()) } else { Ok(None) };
    };
    if method != Some("S256") {
        return Err(invalid("code_challenge_method", "be S256"));
    }
    let is_digest = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if challenge.len() != CHALLENGE_LENGTH || !challenge.bytes().all(is_digest) {
        return Err(invalid("code_challenge", "be a SHA-256 digest in base64url, 43 characters"));
    }
    Ok(Some(challenge.to_owned()))
}

/// Tells whether a request has a nonce that an ID token repeats: the client can then detect the code of another user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HasNonce {
    /// The request has none, or is not one of OpenID Connect.
    No,
    /// The request has one.
    Yes,
}

/// Returns true if a request must have a challenge. Nothing but the verifier proves that a public client got its own
/// code.
fn is_required(has_nonce: HasNonce, client: &Client, policy: &Policy) -> bool {
    let is_public = client.metadata().is_public();
    is_public
        || match policy.proof_keys {
            ProofKeys::Always => true,
            ProofKeys::OfPublicClients => false,
            ProofKeys::WithoutNonce => has_nonce == HasNonce::No,
        }
}

fn missing() -> Refusal {
    let case = "with code_challenge_method S256 (PKCE)";
    Refusal::InvalidRequest(Invalid::missing(Pointer::member("code_challenge"), case))
}
