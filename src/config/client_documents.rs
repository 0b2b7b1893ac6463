//! The settings `CLIENT_ID_DOCUMENTS` and `CLIENT_ID_HOSTS`: clients that a document at their identifier describes.

use std::sync::OnceLock;

use crate::client_metadata::TokenEndpointAuthMethod;
use crate::config::redirects::is_host;
use crate::config::settings::{Choices, Settings};
use crate::model::{ClientDocuments, HostRule, Trust};
use crate::policy::{Policy, RegistrationMode, SoftwareStatements};

const DOCUMENTS: &str = "CLIENT_ID_DOCUMENTS";
const HOSTS: &str = "CLIENT_ID_HOSTS";

/// The authentication methods without a shared secret, which nobody could give to such a client.
const METHODS: [TokenEndpointAuthMethod; 2] = [TokenEndpointAuthMethod::None, TokenEndpointAuthMethod::PrivateKeyJwt];

/// Reads the rules for such clients; `None` if they cannot be used.
///
/// Without a setting they can be used where everybody may register: they bring nothing that a registration does not.
pub fn read(settings: &Settings<'_>, policy: &Policy, approval: &[Trust]) -> Option<ClientDocuments> {
    let strangers_wait = approval.contains(&Trust::Unverified);
    let listed_or_on = [("listed", Some(HostRule::Refused)), ("on", Some(HostRule::Allowed))];
    let hosts = hosts(settings);
    let others = if settings.text(DOCUMENTS).is_empty() {
        (!strangers_wait && is_open(settings, policy)).then_some(HostRule::Allowed)
    } else {
        settings.choice(DOCUMENTS, &Choices::of(("off", None), &listed_or_on))
    };
    let others = others?;
    let methods = &policy.token_endpoint_auth_methods_supported;
    let methods: Vec<_> = METHODS.into_iter().filter(|method| methods.contains(method)).collect();
    if !policy.has_own_sign_in() || methods.is_empty() {
        if !settings.text(DOCUMENTS).is_empty() {
            let must = "be off unless users sign in here and clients may use none or private_key_jwt";
            settings.refuse(DOCUMENTS, format_args!("{must}"));
        }
        return None;
    }
    if others == HostRule::Allowed && strangers_wait {
        // Nothing is stored of such a client, so no operator could approve it but by its host.
        let must = "not be on while APPROVAL has unverified: use listed, and name the hosts in CLIENT_ID_HOSTS";
        settings.refuse(DOCUMENTS, format_args!("{must}"));
    }
    if others == HostRule::Refused && hosts.iter().all(|(_, rule)| *rule == HostRule::Refused) {
        let must = "not be listed without an allowed or trusted host in CLIENT_ID_HOSTS";
        settings.refuse(DOCUMENTS, format_args!("{must}"));
    }
    Some(ClientDocuments { methods, hosts, others, policy: OnceLock::new() })
}

/// Returns true if everybody may register, and nobody is asked first.
fn is_open(settings: &Settings<'_>, policy: &Policy) -> bool {
    policy.registration_modes == [RegistrationMode::Open]
        && policy.software_statements != SoftwareStatements::Required
        && matches!(&*settings.text("REGISTRATION_HOOK"), "" | "off")
}

fn hosts(settings: &Settings<'_>) -> Vec<(String, HostRule)> {
    let rule = |text: &str| match text {
        "allowed" => Some(HostRule::Allowed),
        "refused" => Some(HostRule::Refused),
        "trusted" => Some(HostRule::Trusted),
        _ => None,
    };
    let mut hosts = Vec::new();
    settings.entries(HOSTS, &mut |host, value| {
        let rule = value.as_str().and_then(rule).filter(|_| is_host(&host));
        let must = || "have host names in lower case, each with allowed, refused or trusted".to_owned();
        hosts.push((host, rule.ok_or_else(must)?));
        Ok(())
    });
    hosts
}
