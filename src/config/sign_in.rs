//! Settings of the sign-in of users.

use crate::client_metadata::Host;
use crate::config::own_sign_in::add_contexts;
use crate::config::settings::{Choices, Settings};
use crate::model::{FactorRule, IdentityProvider, Issuer, LocalUsers, Passkeys, SecondFactor, SignIn};
use crate::policy::Policy;
use crate::unit::Seconds;

/// Reads the settings of sessions and of local users. Where users sign in at identity providers, nobody signs in with a
/// password unless the operator says so.
///
/// The policy gets the authentication context classes that users can reach. So this is read before templates and clients,
/// whose `default_acr_values` are among them.
pub fn read(settings: &Settings<'_>, issuer: &Issuer, providers: &[IdentityProvider], policy: &mut Policy) -> SignIn {
    const CONSOLE_ROLES: &str = "CONSOLE_ROLES";
    let (on, off) = (("on", LocalUsers::Allowed), ("off", LocalUsers::Refused));
    let (default, other) = if providers.is_empty() { (on, off) } else { (off, on) };
    // A day and a week: an app on a phone signs its user in through the browser, and its user should not sign in again
    // the next day.
    let idle = settings.number("SESSION_IDLE_MINUTES", 5..=43_200, 1_440);
    let life = settings.number("SESSION_HOURS", 1..=8_760, 168);
    let local_users = settings.choice("LOCAL_USERS", &Choices::of(default, &[other]));
    let sign_in = SignIn {
        local_users,
        passkeys: passkeys(settings, issuer, local_users),
        second_factor: second_factor(settings),
        console_roles: settings.words(CONSOLE_ROLES).unwrap_or_default(),
        session_idle: Seconds(idle.saturating_mul(60)),
        session_life: Seconds(life.saturating_mul(3_600)),
    };
    if !sign_in.console_roles.is_empty() && providers.is_empty() && sign_in.contexts().is_empty() {
        let must = format_args!("be empty unless users can have a passkey or a second factor");
        settings.refuse(CONSOLE_ROLES, must);
    }
    add_contexts(policy, sign_in.contexts());
    sign_in
}

/// The rules for second factors by name.
const FACTOR_RULES: Choices<FactorRule> =
    Choices::of(("optional", FactorRule::Optional), &[("off", FactorRule::Off), ("required", FactorRule::Required)]);

/// Reads the rule for second factors. Roles beside a rule that has no exceptions are refused: the operator would rely on
/// them.
fn second_factor(settings: &Settings<'_>) -> SecondFactor {
    const ROLES: &str = "SECOND_FACTOR_ROLES";
    let rule = settings.choice("SECOND_FACTOR", &FACTOR_RULES);
    let roles = settings.words(ROLES).unwrap_or_default();
    if !roles.is_empty() && rule != FactorRule::Optional {
        settings.refuse(ROLES, format_args!("be empty unless SECOND_FACTOR is optional"));
    }
    SecondFactor { rule, roles }
}

/// Reads the setting of passkeys. They are off unless the operator says otherwise: browsers bind them to the host of the
/// issuer for ever, and a server often gets its final name after its first users.
fn passkeys(settings: &Settings<'_>, issuer: &Issuer, local_users: LocalUsers) -> Passkeys {
    const SETTING: &str = "PASSKEYS";
    let choices = Choices::of(("off", Passkeys::Refused), &[("allowed", Passkeys::Allowed)]);
    let passkeys = settings.choice(SETTING, &choices);
    if passkeys == Passkeys::Allowed && local_users == LocalUsers::Refused {
        settings.refuse(SETTING, format_args!("be off while LOCAL_USERS is off: only local users have passkeys"));
    }
    // Web Authentication Level 3 section 5.1.3: an address of numbers has no passkeys.
    if passkeys == Passkeys::Allowed && !matches!(issuer.uri().host(), Some(Host::Name(_))) {
        settings.refuse(SETTING, format_args!("be off while the host of ISSUER is no name"));
    }
    passkeys
}
