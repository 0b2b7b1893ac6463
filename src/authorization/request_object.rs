//! Request objects: the parameters of an authorization request in a JWT that the client has signed. RFC 9101, OpenID
//! Connect Core section 6.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::authentication::is_signed_by_client;
use crate::authorization::parameters::{Parameters, invalid};
use crate::client_metadata::{Keyword, List, RequestUri};
use crate::encryption;
use crate::error::{AuthorizationRefusal, Error, Refusal};
use crate::http::{Body, Form, Peer, Status};
use crate::jose::{Claims, EncryptedToken, Token, is_signed_with};
use crate::json;
use crate::model::{Client, Config};
use crate::outbound;
use crate::policy::RequestObjectClaims;
use crate::ports::{Cache, Clock, Encrypt, Fetch, Fetched, Message, Random, SigningKeyStore, Throttle, Verify};
use crate::unit::{ByteCount, Seconds, Timestamp};

/// The longest request object.
const LONGEST: ByteCount = ByteCount(16_384);

/// The longest encrypted request object.
const LONGEST_ENCRYPTED: ByteCount = ByteCount(24_576);

/// The tolerance for the clocks of clients.
const SKEW: Seconds = Seconds(10);

/// The longest life of a request object with the claims that FAPI demands. FAPI 1.0 Advanced section 5.2.2.
const LONGEST_LIFE: Seconds = Seconds(3600);

/// The most parameters of a request object.
const MOST_PARAMETERS: usize = 64;

/// The claims of a request object that are no parameters of the request. RFC 9101 section 4.
const OF_THE_TOKEN: [&str; 7] = ["aud", "exp", "iat", "iss", "jti", "nbf", "sub"];

/// The way in which a request object came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Delivery {
    Reference,
    Value,
}

/// Returns the parameters of a request: those of its request object, if it has one, and then no others.
///
/// `Err` is `invalid_request_object` for an object that the client did not sign as it has registered, or that is for
/// another client or server. An unsigned object is never accepted: it protects nothing.
pub async fn resolve(
    parameters: Parameters,
    client: &Client,
    peer: Peer,
    config: &Config,
    ports: &(impl Cache + Clock + Encrypt + Fetch + Random + SigningKeyStore + Throttle + Verify),
) -> Result<Parameters, Error> {
    let form = &parameters.form;
    let is_off = |feature: &str| !config.policy.authorization_server.has(feature);
    let (text, delivery) = match (form.value("request"), form.value("request_uri")) {
        (None, None) => return Ok(parameters),
        // Two objects could contradict each other. RFC 9101 section 5.
        (Some(_), Some(_)) => return Err(invalid("request_uri", "not come together with request").into()),
        (Some(_), None) if is_off("request_parameter_supported") => {
            return Err(Refusal::Authorization(AuthorizationRefusal::RequestNotSupported).into());
        }
        (Some(text), None) => (text.to_owned(), Delivery::Value),
        (None, Some(_)) if is_off("request_uri_parameter_supported") => {
            return Err(Refusal::Authorization(AuthorizationRefusal::RequestUriNotSupported).into());
        }
        (None, Some(address)) => (fetch(address, client, peer, config, ports).await?, Delivery::Reference),
    };
    let text = if EncryptedToken::is_one(&text) { decrypted(&text, client, config, ports).await? } else { text };
    let token = read(&text, delivery)?;
    // Before the signature, which can cost a fetch.
    check_claims(&token.claims, client, config, ports)?;
    if !is_signed(&token, client, peer, config, ports).await? {
        return Err(refuse("be signed with a key and the algorithm that the client has registered").into());
    }
    let form = parameters_of(token.claims.members())?;
    if form.value("client_id") != Some(client.id().as_str()) {
        return Err(refuse("have the client_id of the request").into());
    }
    Ok(Parameters { form, is_signed: true, ..parameters })
}

/// Decrypts an object. The client signed it before it encrypted it, so it is read as any other afterwards. RFC 9101 section
/// 4.
///
/// Every failure has one answer, whether the operator has turned encryption off, the algorithms are not those of the
/// client, or the text cannot be decrypted: nobody learns anything about a key by trying.
async fn decrypted(
    text: &str,
    client: &Client,
    config: &Config,
    ports: &(impl Clock + Encrypt + Random + SigningKeyStore),
) -> Result<String, Error> {
    let (metadata, server) = (client.metadata(), &config.policy.authorization_server);
    let is_permitted = |token: &EncryptedToken| {
        let (algorithm, content) = (&metadata.request_object_encryption_alg, &metadata.request_object_encryption_enc);
        server.supports("request_object_encryption_alg_values_supported", token.algorithm.name())
            && server.supports("request_object_encryption_enc_values_supported", token.content.name())
            && algorithm.as_ref().is_none_or(|registered| *registered == token.algorithm)
            && content.as_ref().is_none_or(|registered| *registered == token.content)
    };
    let found = match EncryptedToken::read(text, LONGEST_ENCRYPTED).ok().filter(is_permitted) {
        Some(token) => encryption::decrypt(&token, None, &config.keys, ports).await?,
        None => None,
    };
    Ok(found
        .ok_or_else(|| refuse("be a signed JWT, encrypted to a key of this server as the client has registered"))?)
}

fn refuse(must: &'static str) -> Refusal {
    Refusal::Authorization(AuthorizationRefusal::InvalidRequestObject(must))
}

/// Reads an object. Its kind keeps other tokens of the client, such as assertions, from being read as requests. RFC
/// 9101 section 10.8.
fn read(text: &str, delivery: Delivery) -> Result<Token, Refusal> {
    if is_unsigned(text) {
        return Err(Refusal::Authorization(match delivery {
            Delivery::Reference => AuthorizationRefusal::RequestUriNotSupported,
            Delivery::Value => AuthorizationRefusal::RequestNotSupported,
        }));
    }
    let token = Token::read(text, LONGEST).map_err(|_| refuse("be a signed JWT in compact form"))?;
    if ["jwt", "oauth-authz-req+jwt"].iter().any(|kind| token.is_of_kind(kind) != Some(false)) {
        Ok(token)
    } else {
        Err(refuse("have the typ oauth-authz-req+jwt"))
    }
}

/// Returns true for a JWT without a signature, whose `alg` is `none`.
fn is_unsigned(text: &str) -> bool {
    let header = text.split('.').next().filter(|header| header.len() <= LONGEST.0);
    let decoded = header.and_then(|header| Base64UrlUnpadded::decode_vec(header).ok());
    let members = decoded.and_then(|text| json::read_object(&text).ok());
    members.is_some_and(|members| members.get("alg").is_some_and(|algorithm| algorithm == "none"))
}

/// Checks that the object is of this client, for this server, and for now. RFC 9101 section 6.3, RFC 7519 section 4.1.
///
/// A token with a subject is no request: an assertion of the client must not become one. RFC 9101 section 10.8.
fn check_claims(claims: &Claims, client: &Client, config: &Config, clock: &impl Clock) -> Result<(), Refusal> {
    let members = claims.members();
    // RFC 9101 section 4 recommends `iss` and `aud`, and requires neither.
    if members.contains_key("iss") && claims.text("iss") != Some(client.id().as_str()) {
        return Err(refuse("have the client as its iss"));
    }
    let issuer = config.issuer.as_str();
    // Libraries that normalize URLs add a slash to an issuer without a path.
    let names = [issuer, &format!("{issuer}/"), &config.issuer.authorization_endpoint()];
    if members.contains_key("aud") && !claims.is_for(&names) {
        return Err(refuse("have this server as its aud"));
    }
    if members.contains_key("sub") {
        return Err(refuse("not have a sub"));
    }
    if !claims.is_current(clock.now(), SKEW) {
        return Err(refuse("not be over, and not be of the future"));
    }
    if config.policy.request_object_claims == RequestObjectClaims::Required {
        return check_required(claims, issuer, clock.now());
    }
    Ok(())
}

/// Checks the claims that FAPI demands: the issuer as audience, and a life of at most an hour that began within the last
/// hour.
fn check_required(claims: &Claims, issuer: &str, now: Timestamp) -> Result<(), Refusal> {
    if !claims.is_for(&[issuer]) {
        return Err(refuse("have the issuer as its aud"));
    }
    let (Ok(Some(nbf)), Ok(Some(exp))) = (claims.time("nbf"), claims.time("exp")) else {
        return Err(refuse("have nbf and exp"));
    };
    if exp <= nbf.after(LONGEST_LIFE) && now <= nbf.after(LONGEST_LIFE) {
        Ok(())
    } else {
        Err(refuse("have an nbf of the last 60 minutes, and an exp at most 60 minutes after it"))
    }
}

/// Returns true if the client signed the object with the algorithm that it has registered, or with any supported one if
/// it has registered none.
async fn is_signed(
    token: &Token,
    client: &Client,
    peer: Peer,
    config: &Config,
    ports: &(impl Cache + Clock + Fetch + Throttle + Verify),
) -> Result<bool, Error> {
    let metadata = client.metadata();
    let list = "request_object_signing_alg_values_supported";
    let is_permitted = match &metadata.request_object_signing_alg {
        Some(registered) => *registered == token.algorithm,
        None => config.policy.authorization_server.supports(list, token.algorithm.name()),
    };
    if !is_permitted {
        return Ok(false);
    }
    if token.algorithm.is_symmetric() {
        return Ok(client.secrets(config, ports.now()).iter().any(|secret| is_signed_with(token, secret.reveal())));
    }
    Ok(is_signed_by_client(metadata, token, peer, &config.policy.guard, ports).await?)
}

/// Returns the parameters of an object: a text as it is, a number and an object as JSON, and each element of an array
/// of resources. RFC 9101 section 4.
fn parameters_of(claims: &Map<String, Value>) -> Result<Form, Refusal> {
    let mut parameters = Vec::new();
    for (name, value) in claims.iter().filter(|(name, _)| !OF_THE_TOKEN.contains(&&***name)) {
        // RFC 9101 section 4 forbids objects in objects, which could nest without end.
        if name == "request" || name == "request_uri" {
            return Err(refuse("not have another request object in it"));
        }
        match value {
            Value::Array(values) if name == "resource" => {
                parameters.extend(values.iter().map(|value| (name.clone(), written(value))));
            }
            value => parameters.push((name.clone(), written(value))),
        }
    }
    if parameters.len() > MOST_PARAMETERS {
        return Err(refuse("not have more than 64 parameters"));
    }
    Ok(Form::of(parameters))
}

fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        value => value.to_string(),
    }
}

/// Fetches the object at a URI that the client has registered. OpenID Connect Core section 6.2.
///
/// Nothing else is fetched: the sender of a request is anybody. The fragment of a URI can be the digest of the object.
async fn fetch(
    address: &str,
    client: &Client,
    peer: Peer,
    config: &Config,
    ports: &(impl Fetch + Throttle),
) -> Result<String, Error> {
    let refuse = |must| Error::from(Refusal::Authorization(AuthorizationRefusal::InvalidRequestUri(must)));
    let registered = client.metadata().request_uris.as_ref().map_or(&[][..], List::as_slice);
    let uri = registered.iter().find(|registered| registered.covers(address));
    let uri: &RequestUri = uri.ok_or_else(|| refuse("be one that the client has registered"))?;
    let fetched = outbound::send(uri.address(), &Message::plain(), peer, &config.policy.guard, ports).await?;
    // The media type does not matter, because the object is signed.
    let document = match fetched {
        Some(Fetched { status: Status(200), body: Body::Complete(body), .. }) => String::from_utf8(body).ok(),
        _ => None,
    };
    let document = document.ok_or_else(|| refuse("lead to a request object that can be fetched"))?;
    let digest = Base64UrlUnpadded::encode_string(&Sha256::digest(&document));
    let fragment = address.split_once('#').map_or("", |(_, fragment)| fragment);
    if fragment.len() == digest.len() && fragment != digest {
        return Err(refuse("have the digest of the request object as its fragment"));
    }
    // Many files end with a newline, which is part of the digest and not of the JWT.
    Ok(document.trim().to_owned())
}
