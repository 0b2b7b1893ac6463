//! The settings of the receiver of events of accounts.

use crate::client_metadata::AbsoluteUri;
use crate::config::settings::Settings;
use crate::model::{SharedSecret, Webhook};
use crate::policy::Policy;

const SETTING: &str = "EVENT_WEBHOOK";
const SECRET: &str = "EVENT_WEBHOOK_SECRET";

/// Reads the settings; `None` without a receiver. A secret without a receiver has no effect: it is put before the receiver
/// is set.
pub fn read(settings: &Settings<'_>, policy: &Policy) -> Option<Webhook> {
    let (address, text) = (settings.text(SETTING), settings.text(SECRET));
    if matches!(&*address, "" | "off") {
        return None;
    }
    let Some(uri) = AbsoluteUri::parse(&address).ok().filter(|uri| policy.guard.permits(uri)) else {
        let must = "be off, or an https URL on a public host that is not a host of this server";
        settings.refuse(SETTING, format_args!("{must}"));
        return None;
    };
    if !policy.has_own_sign_in() {
        settings.refuse(SETTING, format_args!("be off where users sign in at another server"));
    }
    let secret = SharedSecret::parse(&text);
    if secret.is_none() && !text.is_empty() {
        settings.refuse(SECRET, format_args!("be 32 to 256 random characters without spaces"));
    }
    Some(Webhook { uri, secret })
}
