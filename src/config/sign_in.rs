//! Settings of the sign-in of users.

use crate::config::Misconfigured;
use crate::config::settings::Settings;
use crate::model::{IdentityProvider, LocalUsers, SignIn};
use crate::unit::Seconds;

/// Reads the settings of sessions and of local users. Where users sign in at identity providers, nobody signs in with a
/// password unless the operator says so.
pub fn read(settings: &Settings<'_>, providers: &[IdentityProvider]) -> Result<SignIn, Misconfigured> {
    let (on, off) = (("on", LocalUsers::Allowed), ("off", LocalUsers::Refused));
    // The first choice is the default.
    let local_users = if providers.is_empty() { [on, off] } else { [off, on] };
    // A day and a week: an app on a phone signs its user in through the browser, and its user should not sign in again
    // the next day.
    let idle = settings.number("SESSION_IDLE_MINUTES", 5..=43_200, 1_440)?;
    let life = settings.number("SESSION_HOURS", 1..=8_760, 168)?;
    Ok(SignIn {
        local_users: settings.choice("LOCAL_USERS", &local_users)?,
        session_idle: Seconds(idle.saturating_mul(60)),
        session_life: Seconds(life.saturating_mul(3_600)),
    })
}
