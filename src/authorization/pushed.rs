//! Pushed authorization requests: the parameters are sealed into the `request_uri`, and stored only where that would be
//! too long. RFC 9126.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};

use crate::authorization::parameters::Parameters;
use crate::error::{AuthorizationRefusal, Error, Fault, Invalid, Refusal};
use crate::http::{Form, Peer};
use crate::jose::used_once;
use crate::json::{self, Pointer};
use crate::key_ring::Purpose;
use crate::model::{Client, Config, Voucher};
use crate::ports::{Admission, Clock, Limit, Random, RequestStore, SingleUseStore, Throttle, UseOutcome};
use crate::unit::{ByteCount, Seconds, Timestamp};

/// How long a `request_uri` lives.
pub const LIFE: Seconds = Seconds(90);

/// The first part of every `request_uri` of this server. RFC 9126 section 2.2.
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// The longest `request_uri` that has its request in it.
const LONGEST: ByteCount = ByteCount(2048);

/// The longest form that is kept, as JSON: about as much as an address can have.
const LONGEST_FORM: ByteCount = ByteCount(16_384);

/// The period of the limit on rows.
const PERIOD: Seconds = Seconds(60);

/// The number of random bytes that tell requests with the same parameters apart.
const NONCE_BYTES: usize = 16;

/// The mark of a `request_uri` whose request is stored. No sealed text begins with it.
const STORED: char = '.';

/// The contents of a sealed request. The members have short names, because the text is part of an address.
#[derive(Deserialize, Serialize)]
struct Sealed {
    #[serde(rename = "p")]
    form: Form,
    #[serde(rename = "x")]
    expires_at: Timestamp,
    #[serde(rename = "k")]
    kind: Kind,
    #[serde(rename = "g", default)]
    is_signed: bool,
    #[serde(rename = "n")]
    nonce: String,
}

/// The kind of a sealed request.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
enum Kind {
    /// A form of another site, on its way to an address. It is worth no more than the address would be without it.
    #[serde(rename = "c")]
    Carried,
    /// A request that the client pushed. It counts once.
    #[serde(rename = "p")]
    Pushed,
}

/// Makes the `request_uri` of a request that its client pushes.
///
/// `Err` is `invalid_request` for a request that is too long, whatever its parameters are, and 429 where a network stores
/// too much for clients that nobody vouches for.
pub async fn push(
    parameters: &Parameters,
    client: &Client,
    peer: Peer,
    config: &Config,
    ports: &(impl Clock + Random + RequestStore + Throttle),
) -> Result<String, Error> {
    let client_id = client.id().as_str();
    if json::text(&parameters.form).len() > LONGEST_FORM.0 {
        let must = format!("not have more than {} bytes in all", LONGEST_FORM.0);
        return Err(Refusal::InvalidRequest(Invalid::new(Pointer::root(), must)).into());
    }
    let mut nonce = [0; NONCE_BYTES];
    ports.fill(&mut nonce)?;
    let nonce = Base64UrlUnpadded::encode_string(&nonce);
    let expires_at = ports.now().after(LIFE);
    let (form, is_signed) = (parameters.form.clone(), parameters.is_signed);
    let sealed =
        seal(&Sealed { form, expires_at, kind: Kind::Pushed, is_signed, nonce: nonce.clone() }, client_id, config)?;
    if PREFIX.len().saturating_add(sealed.len()) <= LONGEST.0 {
        return Ok(format!("{PREFIX}{sealed}"));
    }
    if client.voucher() == Voucher::Nobody && ports.count(Limit::Storage, &peer.network()).await? == Admission::Refused
    {
        return Err(Refusal::TooManyRequests(PERIOD).into());
    }
    ports.keep_request(&stored_name(client_id, &nonce), &sealed, expires_at).await?;
    Ok(format!("{PREFIX}{STORED}{nonce}"))
}

/// Makes the `request_uri` that carries a form of a browser into an address.
pub fn carry(form: Form, client_id: &str, config: &Config, clock: &impl Clock) -> Result<String, Fault> {
    let expires_at = clock.now().after(LIFE);
    let sealed = Sealed { form, expires_at, kind: Kind::Carried, is_signed: false, nonce: String::new() };
    Ok(format!("{PREFIX}{}", seal(&sealed, client_id, config)?))
}

/// Returns the parameters of a pushed request, which is used up now; the same parameters for any other request.
///
/// `Err` is `invalid_request_uri` for a `request_uri` that was not made here for this client, has expired or was used.
/// Parameters beside it do not count. RFC 9126 section 4.
pub async fn open(
    parameters: Parameters,
    config: &Config,
    ports: &(impl Clock + RequestStore + SingleUseStore),
) -> Result<Parameters, Error> {
    let Some(name) = parameters.form.value("request_uri").and_then(|uri| uri.strip_prefix(PREFIX)) else {
        return Ok(parameters);
    };
    let refuse = |must| Error::from(Refusal::Authorization(AuthorizationRefusal::InvalidRequestUri(must)));
    let now = ports.now();
    let client_id = parameters.form.value("client_id").unwrap_or_default();
    let taken = match name.strip_prefix(STORED) {
        Some(nonce) => ports.take_request(&stored_name(client_id, nonce), now).await?,
        None => None,
    };
    let is_stored = taken.is_some();
    let text = taken.as_deref().unwrap_or(name);
    let opened: Option<Sealed> = config.keys.open_value(Purpose::PushedRequest, &names(client_id, config), text);
    let opened = opened.filter(|sealed| now < sealed.expires_at);
    let sealed = opened.ok_or_else(|| refuse("be of this client, and not be over or used"))?;
    let is_pushed = sealed.kind == Kind::Pushed;
    // A stored request is gone with its row. A sealed one leaves no trace, so its use must be noted.
    if is_pushed && !is_stored {
        let once = used_once('q', &[client_id, &sealed.nonce]);
        if ports.use_name(&once, sealed.expires_at).await? == UseOutcome::AlreadyUsed {
            return Err(refuse("not be used again"));
        }
    }
    Ok(Parameters { form: sealed.form, is_pushed, is_signed: sealed.is_signed })
}

fn seal(sealed: &Sealed, client_id: &str, config: &Config) -> Result<String, Fault> {
    let text = config.keys.seal_value(Purpose::PushedRequest, &names(client_id, config), sealed);
    text.ok_or_else(|| Fault::Broken("a pushed request cannot be sealed".to_owned()))
}

fn names<'a>(client_id: &'a str, config: &'a Config) -> [&'a str; 2] {
    [config.issuer.as_str(), client_id]
}

/// Returns the name of a request in the store: a digest, so that a reader of the row cannot use the request.
fn stored_name(client_id: &str, nonce: &str) -> String {
    used_once('r', &[client_id, nonce])
}
