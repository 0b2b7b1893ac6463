//! The last step of an update: the new metadata, and the credentials that change with it, replace what is stored.

use crate::audit;
use crate::client_metadata::is_present;
use crate::error::{Error, Refusal};
use crate::http::Request;
use crate::model::{
    Change, ChangeBasis, Config, NewSecret, NewToken, RegisteredClient, Registration, RegistrationAccessToken,
};
use crate::ports::{Admission, Ports, ReplaceOutcome};
use crate::registration::{Attempts, Draft, events, revisions};
use crate::rules::ValidatedClient;

/// Stores an update on top of the client as it is stored now; `None` if another change came before it.
///
/// Returns the client and its current registration access token.
pub async fn replace(
    (current, token): (&RegisteredClient, RegistrationAccessToken),
    accepted: ValidatedClient,
    draft: &Draft<'_>,
    attempts: &mut Attempts,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Option<(RegisteredClient, RegistrationAccessToken)>, Error> {
    let now = ports.now();
    let single_uses = draft.request.single_uses(now)?;
    if current.grows_to(accepted.members())
        && attempts.admit_storage(current, request, ports).await? == Admission::Refused
    {
        return Ok(None);
    }
    let stored = current.stored(&config.policy);
    let (secret, depends_on_secret) = NewSecret::on_update(current, &accepted, config, now);
    let sends_secret = draft.request.members.get("client_secret").is_some_and(is_present);
    let RegisteredClient { metadata, bounds, unused, .. } =
        current.after_change(&accepted, draft.bounds.clone(), config);
    let change = Change {
        basis: ChangeBasis { client: &stored, presented: &token, revisions: revisions(request), at: now },
        registration: Some(Registration { metadata, bounds }),
        secret,
        secret_generation: (depends_on_secret || sends_secret).then_some(current.credentials.secret_generation),
        token: NewToken::on_update(config, now),
        software: current.sealed_software(config),
        unused,
    };
    let event = events::updated(current, accepted.members(), draft.request.label());
    let entry = audit::entry(event, Some(request.peer), config, ports)?;
    match ports.replace(&change, &single_uses, entry).await? {
        ReplaceOutcome::Replaced(client) => {
            let client = RegisteredClient { metadata: accepted, ..*client };
            let token = client.credentials.bound_token(&client.id, token.thumbprint(), &config.keys).unwrap_or(token);
            Ok(Some((client, token)))
        }
        ReplaceOutcome::Duplicate => Err(Refusal::DuplicateSoftware.into()),
        ReplaceOutcome::Conflict => {
            attempts.note_statement(current, draft.request);
            Ok(None)
        }
    }
}
