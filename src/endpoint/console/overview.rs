//! The first page of the console: what is in force, and where to go.

use crate::endpoint::console::Place;
use crate::endpoint::console::entry::Operator;
use crate::http::Response;
use crate::pages::{self, InForce, Look};
use crate::policy::{ClientStorage, RegistrationMode, Template};

/// Shows the page.
pub fn show(operator: &Operator, look: &Look<'_>) -> Response {
    let policy = &look.config.policy;
    let modes: Vec<&str> = policy.registration_modes.iter().copied().map(word).collect();
    let in_force = InForce {
        modes: if modes.is_empty() { vec!["off"] } else { modes },
        storage: if matches!(policy.client_storage, ClientStorage::Stored) { "stored" } else { "sealed" },
        templates: policy.templates.iter().map(Template::name).collect(),
        providers: look.config.identity_providers.iter().map(|provider| &*provider.label).collect(),
        clients: look.config.clients.iter().map(|client| client.id.as_str()).collect(),
    };
    pages::console_overview(&in_force, &operator.frame(Place::Overview, None), look)
}

const fn word(mode: RegistrationMode) -> &'static str {
    match mode {
        RegistrationMode::Attestation => "attestation",
        RegistrationMode::Certificate => "certificate",
        RegistrationMode::CertificateAndToken => "token+certificate",
        RegistrationMode::Open => "open",
        RegistrationMode::Statement => "statement",
        RegistrationMode::Token => "token",
    }
}
