//! The settings of the receiver of events of accounts.

use crate::client_metadata::AbsoluteUri;
use crate::config::Misconfigured;
use crate::config::settings::Settings;
use crate::model::{SharedSecret, Webhook};
use crate::policy::Policy;

const SETTING: &str = "EVENT_WEBHOOK";
const SECRET: &str = "EVENT_WEBHOOK_SECRET";

/// Reads the settings; `None` without a receiver. A secret without a receiver has no effect: it is put before the receiver
/// is set.
pub fn read(settings: &Settings<'_>, policy: &Policy) -> Result<Option<Webhook>, Misconfigured> {
    let refuse = |setting, must: &str| Misconfigured { setting, must: must.to_owned() };
    let (address, secret) = (settings.text(SETTING), settings.text(SECRET));
    if matches!(&*address, "" | "off") {
        return Ok(None);
    }
    let uri = AbsoluteUri::parse(&address)
        .ok()
        .filter(|uri| policy.guard.permits(uri))
        .ok_or_else(|| refuse(SETTING, "be off, or an https URL on a public host that is not a host of this server"))?;
    if !policy.has_own_sign_in() {
        return Err(refuse(SETTING, "be off where users sign in at another server"));
    }
    let secret = match &*secret {
        "" => None,
        text => Some(
            SharedSecret::parse(text).ok_or_else(|| refuse(SECRET, "be 32 to 256 random characters without spaces"))?,
        ),
    };
    Ok(Some(Webhook { uri, secret }))
}
