//! The first page of the console: what is in force, and where to go.

use crate::endpoint::console::Place;
use crate::endpoint::console::entry::Operator;
use crate::error::Fault;
use crate::http::{Request, Response};
use crate::pages::{self, Activity, InForce, Look, Period};
use crate::policy::{ClientStorage, RegistrationMode, Template};
use crate::ports::{Clock, Counters};

/// The greatest number of keys of a metric that the page lists.
const KEYS: u32 = 8;

/// Shows the page.
pub async fn show(
    operator: &Operator,
    request: &Request,
    look: &Look<'_>,
    ports: &(impl Clock + Counters),
) -> Result<Response, Fault> {
    let policy = &look.config.policy;
    let modes: Vec<&str> = policy.registration_modes.iter().copied().map(word).collect();
    let in_force = InForce {
        modes: if modes.is_empty() { vec!["off"] } else { modes },
        storage: if matches!(policy.client_storage, ClientStorage::Stored) { "stored" } else { "sealed" },
        templates: policy.templates.iter().map(Template::name).collect(),
        providers: look.config.identity_providers.iter().map(|provider| &*provider.label).collect(),
        clients: look.config.clients.iter().map(|client| client.id.as_str()).collect(),
    };
    let asked = request.parameter("period");
    let period = Period::ALL.into_iter().find(|period| Some(period.word()) == asked.as_deref()).unwrap_or(Period::Day);
    let now = ports.now();
    let (courses, tops) = if look.config.metrics.are_on() {
        ports.activity(period.span(), period.begin(now), KEYS).await?
    } else {
        (Vec::new(), Vec::new())
    };
    let activity = Activity { period, now, courses, tops };
    Ok(pages::console_overview(&in_force, &activity, &operator.frame(Place::Overview, None), look))
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
