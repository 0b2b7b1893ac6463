//! The settings of the operator's own check of registrations.

use crate::client_metadata::AbsoluteUri;
use crate::config::settings::{Choices, Settings};
use crate::model::{HookPlace, RegistrationHook, Unanswered};
use crate::policy::Guard;
use crate::unit::Seconds;

const SETTING: &str = "REGISTRATION_HOOK";

/// Reads the settings; `None` without a hook.
///
/// The guard checks the address now and not for each request: its name belongs to the operator, and a look-up would add
/// two requests to each registration.
pub fn read(settings: &Settings<'_>, guard: &Guard) -> Option<RegistrationHook> {
    let time_limit = Seconds(settings.number("REGISTRATION_HOOK_SECONDS", 1..=10, 4));
    let choices = Choices::of(("refuse", Unanswered::Refuse), &[("allow", Unanswered::Allow)]);
    let unanswered = settings.choice("REGISTRATION_HOOK_UNANSWERED", &choices);
    let place = match &*settings.text(SETTING) {
        "" | "off" => return None,
        "service" => HookPlace::Service,
        address => match AbsoluteUri::parse(address) {
            Ok(uri) if guard.permits(&uri) => HookPlace::Uri(uri),
            _ => {
                let must = "be off, service, or an https URL on a public host that is not a host of this server";
                settings.refuse(SETTING, format_args!("{must}"));
                return None;
            }
        },
    };
    Some(RegistrationHook { place, time_limit, unanswered })
}
