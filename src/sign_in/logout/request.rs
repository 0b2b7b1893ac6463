//! Requests to sign out that wait for the user, and the way on from them. OpenID Connect RP-Initiated Logout section 3.

use serde::{Deserialize, Serialize};

use crate::client_metadata::{List, RedirectUri};
use crate::error::Fault;
use crate::http::Response;
use crate::key_ring::Purpose;
use crate::model::{Client, Config, SessionId};
use crate::pages::{self, Look, ReturnTrip, SignedOutPage};
use crate::sign_in::logout::Ended;
use crate::sign_in::session::removal;
use crate::unit::{Seconds, Timestamp};

/// How long the page that asks may be open.
const LIFE: Seconds = Seconds(3_600);

/// A request to sign out. The page that asks the user has it, sealed for the session.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct SignOut {
    /// The client that asks.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The registered address that the browser goes to afterwards, with the `state` of the client.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The languages that the client prefers for pages, best first.
    #[serde(rename = "i", default, skip_serializing_if = "Vec::is_empty")]
    pub ui_locales: Vec<String>,
    /// When it is too late.
    #[serde(rename = "x")]
    expires_at: Timestamp,
}

impl SignOut {
    /// Makes a request of a client, or of nobody. `Err` if the client has not registered the address, exactly this
    /// text, or may not use it any more.
    pub fn new(
        client: Option<&Client>,
        post_logout_redirect_uri: Option<&str>,
        state: Option<&str>,
        ui_locales: Vec<String>,
        config: &Config,
        now: Timestamp,
    ) -> Result<Self, Unregistered> {
        let address = match (post_logout_redirect_uri, client) {
            (None, _) => None,
            (Some(uri), Some(client)) if is_registered(uri, client, config) => Some(with_state(uri, state)),
            (Some(_), _) => return Err(Unregistered),
        };
        let client_id = client.map(|client| client.id().as_str().to_owned());
        Ok(Self { client_id, address, ui_locales, expires_at: now.after(LIFE) })
    }

    /// Seals the request for a session.
    pub fn seal(&self, session: &SessionId, config: &Config) -> Result<String, Fault> {
        let sealed = config.keys.seal_value(Purpose::SignOut, &[config.issuer.as_str(), session.as_str()], self);
        sealed.ok_or_else(|| Fault::Broken("a request to sign out cannot be sealed".to_owned()))
    }

    /// Opens a request; `None` if it was not sealed here for this session, or it is too late.
    #[must_use]
    pub fn open(text: &str, session: &SessionId, now: Timestamp, config: &Config) -> Option<Self> {
        let opened = config.keys.open_value(Purpose::SignOut, &[config.issuer.as_str(), session.as_str()], text);
        opened.filter(|request: &Self| now < request.expires_at)
    }
}

/// The error of an address that the client has not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unregistered;

/// Returns true for a registered address that the operator has not ruled out since.
fn is_registered(uri: &str, client: &Client, config: &Config) -> bool {
    let registered = client.metadata().post_logout_redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    registered
        .iter()
        .any(|RedirectUri(known)| known.as_str() == uri && client.accepted().may_redirect_to(known, &config.policy))
}

fn with_state(uri: &str, state: Option<&str>) -> String {
    let Some(state) = state else { return uri.to_owned() };
    let separator = if uri.contains('?') { '&' } else { '?' };
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("state", state).finish();
    format!("{uri}{separator}{query}")
}

/// The way on after a user has signed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departure {
    /// A page offers the address of the client. Anybody can make a browser send a request without an ID token, or with one of
    /// their own, so this server redirects nowhere of itself. RFC 9700 section 4.11.2.
    Offered,
    /// The browser goes to the address of the client, which has shown an ID token of the user, or which somebody vouches
    /// for.
    Redirected,
}

/// Sends a browser on whose user has signed out, and removes the session cookie.
#[must_use]
pub fn depart(
    request: SignOut,
    client: Option<&Client>,
    departure: Departure,
    ended: &Ended,
    look: &Look<'_>,
) -> Response {
    let response = match (request.address, departure) {
        (Some(address), Departure::Redirected) if ended.frames.is_empty() => Response::see_other(address),
        (address, departure) => {
            let Ended { told, waiting, untold, frames } = ended;
            let back = client.zip(address.as_deref());
            let goes_back = departure == Departure::Redirected && back.is_some();
            let return_trip = if goes_back { ReturnTrip::InAMoment } else { ReturnTrip::OnDemand };
            pages::signed_out(&SignedOutPage { back, return_trip, frames, told, waiting, untold: *untold }, look)
        }
    };
    response.with_cookie(removal(look.config))
}
