//! The metadata of this server as a signed JWT, beside the plain members. RFC 8414 section 2.1.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::endpoint::discovery;
use crate::endpoint::document::Document;
use crate::error::Error;
use crate::http::{Request, Response};
use crate::json;
use crate::model::Config;
use crate::ports::{Cache, Clock, Random, Sign, SigningKeyStore};
use crate::signing;
use crate::unit::Seconds;

/// The kind of the JWT, so that no reader of other tokens of this server takes it.
const KIND: &str = "signed-metadata+jwt";

/// How long a JWT is served again. Keys are published for longer after their last signature.
const LIFE: Seconds = Seconds(600);

/// Returns the discovery document with the JWT of its members.
///
/// The JWT is made of the very members, so a change of a setting makes another. It is cached, because a signature costs more
/// than all else here, and because most signatures differ each time: callers keep the document by its entity tag.
pub async fn answer(
    request: &Request,
    config: &Config,
    ports: &(impl Cache + Clock + Random + Sign + SigningKeyStore),
) -> Result<Response, Error> {
    let mut members = discovery::members(config);
    let text = json::text(&members);
    let algorithm = &config.access_token_algorithm;
    let digest = Base64UrlUnpadded::encode_string(&Sha256::digest(&text));
    // Isolates remember texts for longer than the cache does, so each period has a key of its own.
    let period = ports.now().0.checked_div(LIFE.0).unwrap_or_default();
    let key = format!("metadata:{period}:{digest}");
    let signed = if let Ok(Some(signed)) = ports.recall(&key).await {
        signed
    } else {
        let mut claims = members.clone();
        claims.insert("iss".to_owned(), Value::from(config.issuer.as_str()));
        claims.insert("iat".to_owned(), Value::from(ports.now().0));
        let signed = signing::sign_token(KIND, &claims, algorithm, None, &config.keys, ports).await?;
        // A JWT that cannot be cached is made again.
        let _ = ports.keep(&key, &signed, LIFE).await;
        signed
    };
    members.insert("signed_metadata".to_owned(), Value::from(signed));
    Ok(Document::of(members, config.discovery_max_age).answer(request))
}
