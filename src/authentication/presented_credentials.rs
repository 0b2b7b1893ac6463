//! The credentials in a request, before they are verified.

use base64ct::{Base64, Encoding};

use crate::authentication::attestation::Attestation;
use crate::error::{AuthenticationFailure, Invalid, Refusal};
use crate::http::{Field, Form, Request, decode};
use crate::jose::Token;
use crate::json::Pointer;
use crate::model::Config;
use crate::unit::ByteCount;

/// The client identifier and the proof in a request.
pub struct PresentedCredentials {
    pub id: String,
    pub proof: Proof,
}

/// The proof of a client's identity. In alphabetical order.
pub enum Proof {
    /// A signed assertion. RFC 7523 section 2.2.
    Assertion(Token),
    /// The word of an attester, and the proof of the installation.
    Attestation(Box<Attestation>),
    /// A secret in the header: decoded, and as sent, because some clients do not encode it.
    Basic([String; 2]),
    /// No proof: a public client, or a certificate.
    None,
    /// A secret in the body.
    Post(String),
}

/// The only supported assertion type.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The longest assertion that is read.
const LONGEST_ASSERTION: ByteCount = ByteCount(16_384);

/// Reads the credentials; `Err` is `invalid_request` for more than one proof, and `invalid_client` for a malformed
/// proof.
///
/// RFC 6749 section 2.3, OAuth 2.1 section 2.4. A server that trusts no attester reads no attestations, so that an app
/// which sends them to every server works here too.
pub fn read(request: &Request, form: &Form, config: &Config) -> Result<PresentedCredentials, Refusal> {
    let attestation = Attestation::read(&request.headers).filter(|_| !config.attesters.is_empty());
    let header = request.headers.value(Field::Authorization);
    let secret = form.value("client_secret");
    let assertion = form.value("client_assertion");
    // A type without an assertion is a mistake of the client, and must not pass for a public client.
    let asserts = assertion.is_some() || form.value("client_assertion_type").is_some();
    if [header.is_some(), secret.is_some(), asserts, attestation.is_some()]
        .into_iter()
        .filter(|is_there| *is_there)
        .count()
        > 1
    {
        // If none is in the body, the two headers contradict each other, which no member of the body can tell.
        let members = ["client_secret", "client_assertion", "client_assertion_type"];
        let member = members.into_iter().find(|name| form.value(name).is_some()).unwrap_or_default();
        return Err(refuse(member, "be the only way that the client authenticates"));
    }
    if let Some(attestation) = attestation {
        let attestation = attestation.map_err(Refusal::InvalidClient)?;
        let (id, proof) = (attestation.client_id().to_owned(), Proof::Attestation(Box::new(attestation)));
        return of_client(PresentedCredentials { id, proof }, form);
    }
    let presented = match (header, secret, assertion) {
        (Some(header), _, _) => basic(header).ok_or(Refusal::InvalidClient(AuthenticationFailure::HeaderMalformed))?,
        (None, Some(secret), _) => PresentedCredentials { id: client_id(form)?, proof: Proof::Post(secret.to_owned()) },
        (None, None, assertion) if asserts => {
            let is_known = form.value("client_assertion_type") == Some(ASSERTION_TYPE);
            let malformed = || Refusal::InvalidClient(AuthenticationFailure::AssertionMalformed);
            let assertion = assertion.filter(|_| is_known).ok_or_else(malformed)?;
            let token = Token::read(assertion, LONGEST_ASSERTION).map_err(|_| malformed())?;
            let id = token
                .claims
                .text("sub")
                .ok_or(Refusal::InvalidClient(AuthenticationFailure::AssertionClaims))?
                .to_owned();
            PresentedCredentials { id, proof: Proof::Assertion(token) }
        }
        _ => PresentedCredentials { id: client_id(form)?, proof: Proof::None },
    };
    of_client(presented, form)
}

/// Checks that the body names no other client than the credentials.
fn of_client(presented: PresentedCredentials, form: &Form) -> Result<PresentedCredentials, Refusal> {
    match form.value("client_id") {
        Some(id) if id != presented.id => Err(refuse("client_id", "be the client that authenticates")),
        _ => Ok(presented),
    }
}

fn client_id(form: &Form) -> Result<String, Refusal> {
    form.value("client_id").map(str::to_owned).ok_or(Refusal::InvalidClient(AuthenticationFailure::NoClientId))
}

fn refuse(member: &str, must: &'static str) -> Refusal {
    Refusal::InvalidRequest(Invalid::new(Pointer::member(member), must))
}

/// Reads the header: identifier and secret, each form-encoded, then joined and base64-encoded. RFC 6749 section 2.3.1,
/// RFC 7617.
fn basic(header: &str) -> Option<PresentedCredentials> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(Base64::decode_vec(encoded.trim_start_matches(' ')).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    let (id, decoded) = (decode(id)?, decode(secret)?);
    Some(PresentedCredentials { id, proof: Proof::Basic([decoded, secret.to_owned()]) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(pair: &str) -> String {
        Base64::encode_string(pair.as_bytes())
    }

    /// RFC 6749 section 2.3.1 and appendix B; requirements M9 to M12, S24.
    #[test]
    fn a_header_is_decoded_as_it_was_encoded() {
        for (pair, id, secrets) in [
            ("a:b", "a", ["b", "b"]),
            ("a:b:c", "a", ["b:c", "b:c"]),
            ("a%3Ab:p%2B+%25%2F%C3%A9", "a:b", ["p+ %/\u{e9}", "p%2B+%25%2F%C3%A9"]),
            ("a:", "a", ["", ""]),
        ] {
            for scheme in ["Basic", "basic", "BASIC"] {
                let presented = basic(&format!("{scheme} {}", encoded(pair))).unwrap();
                assert_eq!(presented.id, id);
                assert!(matches!(presented.proof, Proof::Basic(texts) if texts == secrets));
            }
        }
        let no_utf_8 = Base64::encode_string(b"a:\xff");
        for bad in [
            "Basic",
            "Basic ",
            "Basic a:b",
            "Basic YTpi YTpi",
            "Bearer YTpi",
            "Basic YTpi=",
            &format!("Basic {no_utf_8}"),
        ] {
            assert!(basic(bad).is_none(), "{bad}");
        }
        for pair in ["ab", "a:%zz", "%zz:b", "a:%ff"] {
            assert!(basic(&format!("Basic {}", encoded(pair))).is_none(), "{pair}");
        }
    }
}
