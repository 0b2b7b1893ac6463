//! The settings of the receiver of events.

use crate::client_metadata::AbsoluteUri;
use crate::config::settings::Settings;
use crate::model::{EVENT_GROUPS, EVENTS_OF_USERS, SharedSecret, Webhook};
use crate::policy::Policy;

const SETTING: &str = "EVENT_WEBHOOK";
const SECRET: &str = "EVENT_WEBHOOK_SECRET";
const EVENTS: &str = "EVENT_WEBHOOK_EVENTS";

/// Reads the settings; `None` without a receiver. A secret without a receiver has no effect: it is put before the receiver
/// is set.
pub fn read(settings: &Settings<'_>, policy: &Policy) -> Option<Webhook> {
    let (address, text) = (settings.text(SETTING), settings.text(SECRET));
    let events = settings.words_that(EVENTS, MUST, &is_known).unwrap_or_else(|| vec![EVENTS_OF_USERS.to_owned()]);
    if matches!(&*address, "" | "off") {
        return None;
    }
    let Some(uri) = AbsoluteUri::parse(&address).ok().filter(|uri| policy.guard.permits(uri)) else {
        let must = "be off, or an https URL on a public host that is not a host of this server";
        settings.refuse(SETTING, format_args!("{must}"));
        return None;
    };
    let secret = SharedSecret::parse(&text);
    if secret.is_none() && !text.is_empty() {
        settings.refuse(SECRET, format_args!("be 32 to 256 random characters without spaces"));
    }
    let webhook = Webhook { uri, secret, events };
    if webhook.wants_users() && !policy.has_own_sign_in() {
        settings.refuse(EVENTS, format_args!("not have users where users sign in at another server"));
    }
    Some(webhook)
}

const MUST: &str = "be words: users, clients, operations, or names of events of the last two";

fn is_known(word: &str) -> bool {
    word == EVENTS_OF_USERS || EVENT_GROUPS.iter().any(|(group, kinds)| *group == word || kinds.contains(&word))
}
