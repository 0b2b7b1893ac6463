//! Logout tokens. OpenID Connect Back-Channel Logout section 2.4.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::client_metadata::SigningAlgorithm;
use crate::error::Fault;
use crate::json;
use crate::model::{Client, Config, SessionId, SigningKeysVersion, subject};
use crate::ports::{Clock, Random, Sign, SigningKeyStore};
use crate::signing::sign_token;
use crate::unit::{Seconds, Timestamp};

/// The number of random bytes in a `jti`.
const IDENTIFIER_BYTES: usize = 16;

/// How long a logout token counts: the longest that the specification recommends.
const LIFE: Seconds = Seconds(120);

/// The name of the event.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The claims, in alphabetical order. There is no `nonce`, so that no logout token passes for an ID token.
#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    events: Map<String, Value>,
    exp: Timestamp,
    iat: Timestamp,
    iss: &'a str,
    jti: String,
    sid: String,
    sub: String,
}

/// Signs the logout token of a session for a client. `Err` also for a client that knows no users.
pub async fn logout_token(
    session: &SessionId,
    client: &Client,
    version: Option<&SigningKeysVersion>,
    config: &Config,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> Result<String, Fault> {
    let nameless = || Fault::Broken("the session has no name for the client".to_owned());
    let mut identifier = [0; IDENTIFIER_BYTES];
    ports.fill(&mut identifier)?;
    let user = session.user().ok_or_else(nameless)?;
    let iat = ports.now();
    let claims = Claims {
        aud: client.id().as_str(),
        events: json::object([(EVENT, json!({}))]),
        exp: iat.after(LIFE),
        iat,
        iss: config.issuer.as_str(),
        jti: Base64UrlUnpadded::encode_string(&identifier),
        sid: session.sid(client.id().as_str(), config).ok_or_else(nameless)?,
        sub: subject(user.as_str(), client.accepted(), config.pairwise_salt.as_ref()).ok_or_else(nameless)?,
    };
    // The algorithm of the client's ID tokens. Section 2.6 of the specification.
    let registered = client.metadata().id_token_signed_response_alg.as_ref();
    let algorithm = registered.filter(|algorithm| config.signs(algorithm)).unwrap_or(&SigningAlgorithm::Rs256);
    sign_token("logout+jwt", &claims, algorithm, version, &config.keys, ports).await
}
