//! Software statements: entries of their issuers, and their claims.

use enrol::client_metadata::{ClientMetadata, GrantType, Jwks, Keyword, TokenEndpointAuthMethod, Use};
use enrol::config::PROFILES;
use enrol::model::{Issuer, StatementIssuer};
use enrol::policy::Profile;
use serde_json::{Map, Value, json};

use crate::Answer;
use crate::registration::{check_keyword, check_member};

// No statement is verified with a certificate, and a chain can be larger than a statement for the database may be.
const CERTIFICATES: [&str; 2] = ["x5c", "x5t#S256"];

/// Reads a JWK Set that verifies software statements; returns what the server reads of each key, without certificates.
pub fn jwks(set: &Value) -> Answer {
    let mut set = set.clone();
    for key in set.get_mut("keys").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(key) = key.as_object_mut() {
            key.retain(|name, _| !CERTIFICATES.contains(&&**name));
        }
    }
    // The reader of members says which key is wrong.
    check_member("jwks", &set)?;
    let jwks = Jwks::of(&set).filter(|jwks| jwks.has_key_for(Use::Signature));
    let jwks = jwks.ok_or("jwks must have a key for signatures")?;
    Ok(json!({"keys": jwks.members().map(Value::Object).collect::<Vec<_>>()}))
}

/// Reads the entry of an issuer, as the database or the setting `STATEMENT_ISSUERS` holds it: `iss`, `entry`, the identifier
/// of the server in `issuer`, and its `profile`. A server without an identifier counts as encrypted.
///
/// The answer is the entry with what the server reads of its keys, the accepted `typ` values in lower case, and the
/// accepted algorithms.
pub fn issuer(question: &Value) -> Option<Answer> {
    let entry = question.get("entry")?.as_object()?;
    let server = question.get("issuer").and_then(Value::as_str).unwrap_or_default();
    let server = Issuer::parse(server).or_else(|_| Issuer::parse("https://server.invalid")).ok()?;
    let profile = question.get("profile").and_then(Value::as_str);
    let profile = PROFILES.into_iter().find(|known| Some(known.name) == profile);
    Some(read(question.get("iss")?.as_str()?, entry, profile, &server))
}

fn read(iss: &str, entry: &Map<String, Value>, profile: Option<&Profile>, server: &Issuer) -> Answer {
    let mut entry = entry.clone();
    if let Some(set) = entry.get("jwks") {
        let public = jwks(set)?;
        entry.insert("jwks".to_owned(), public);
    }
    let issuer = StatementIssuer::read(iss.to_owned(), &entry, profile, server)
        .map_err(|must| format!("the entry must {must}"))?;
    let algorithms: Vec<&str> = issuer.algorithms.iter().map(Keyword::name).collect();
    Ok(json!({"entry": entry, "kinds": issuer.kinds, "algorithms": algorithms}))
}

/// Reads the claims of a software statement about its client. A name that the server does not know is refused.
pub fn claims(claims: &Map<String, Value>) -> Answer {
    for (name, value) in claims.iter().filter(|(name, _)| ClientMetadata::has(name)) {
        check_member(name, value)?;
    }
    for grant in claims.get("grant_types").and_then(Value::as_array).into_iter().flatten() {
        check_keyword::<GrantType>("grant_types", grant.as_str().unwrap_or_default())?;
    }
    if let Some(method) = claims.get("token_endpoint_auth_method") {
        check_keyword::<TokenEndpointAuthMethod>("token_endpoint_auth_method", method.as_str().unwrap_or_default())?;
    }
    Ok(Value::Object(claims.clone()))
}
