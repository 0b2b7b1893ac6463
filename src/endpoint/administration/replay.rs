//! The replay of a policy: it is compared with clients that are registered already, and nothing changes.

use serde_json::{Map, Value};

use crate::client_lookup::inspect;
use crate::client_metadata::ClientMetadata;
use crate::endpoint::administration::counts;
use crate::endpoint::administration::page::Page;
use crate::error::{Error, Refusal};
use crate::http::{Response, Status};
use crate::json;
use crate::model::{Bounds, ClientId, ClientQuery, Config, CountQuery, Metric, RegisteredClient, Revision, Span};
use crate::policy::{Policy, RegistrantPolicy, RequestLimits};
use crate::ports::{ClientAdministration, ClientStore, Clock, Counters};
use crate::registration::changed_members;
use crate::rules;
use crate::unit::Timestamp;

/// The most clients that are compared at once: each takes a statement of the database, and a Worker may run 50 on the smallest
/// plan.
const MOST: u32 = 40;

/// Begins the place of a page of the sample of sealed clients. Its pages follow those of the list of clients, of which none begins
/// so: no identifier of a registered client has `://`.
const SAMPLE: &str = "sample://";

/// Compares a policy with the clients of a page, as if each registered again with the metadata that it has.
pub async fn answer(
    candidate: &RegistrantPolicy,
    page: Page,
    config: &Config,
    store: &(impl ClientAdministration + ClientStore + Clock + Counters),
) -> Result<Response, Error> {
    let limit = page.limit.min(MOST);
    let place = page.after.as_deref().and_then(|after| after.strip_prefix(SAMPLE));
    let is_sample = place.is_some();
    let (ids, next) = if let Some(place) = place {
        sample(place, limit, store).await?
    } else {
        let query = ClientQuery { after: page.after, limit, ..ClientQuery::default() };
        let listed = store.list_clients(&query).await?;
        let first = config.metrics.are_on().then(|| SAMPLE.to_owned());
        (listed.clients.into_iter().map(|client| client.client_id).collect(), listed.next.or(first))
    };
    let (mut compared, mut refused, mut differences) = (0_u32, 0_u32, Vec::new());
    for id in &ids {
        let Some(id) = ClientId::known(id) else { continue };
        let inspected = inspect(&id, config, store).await?;
        let (Ok(client), None) = (inspected.client, inspected.failure) else { continue };
        if Bounds::registrant(client.bounds.as_ref()) != candidate.version.kind() {
            continue;
        }
        // A client that has left a row since is in the list.
        if is_sample && (client.last_used_at.is_some() || client.revision != Revision(0)) {
            continue;
        }
        compared = compared.saturating_add(1);
        if let Some(difference) = difference(&client, candidate, &config.policy) {
            refused = refused.saturating_add(u32::from(difference.contains_key("error")));
            differences.push(Value::Object(difference));
        }
    }
    let mut members = json::object([
        ("compared", Value::from(compared)),
        ("refused", Value::from(refused)),
        ("differences", Value::Array(differences)),
    ]);
    members.extend(next.map(|next| ("next".to_owned(), Value::from(next))));
    Ok(Response::json(Status(200), &members))
}

/// Returns the clients of a page of the sample, and the place of the next page.
async fn sample(place: &str, limit: u32, store: &impl Counters) -> Result<(Vec<String>, Option<String>), Error> {
    let after = if place.is_empty() { None } else { Some(counts::place(place).ok_or_else(counts::refuse)?) };
    let (metric, since) = (Some(Metric::SealedClient), Timestamp(0));
    let found = store.counts(&CountQuery { span: Span::Hour, metric, since, until: None, after, limit }).await?;
    let next = counts::next(&found, limit).map(|next| [SAMPLE, &next].concat());
    Ok((found.into_iter().map(|count| count.key).collect(), next))
}

/// Returns the difference that the policy makes to a client; `None` if it makes none.
fn difference(client: &RegisteredClient, candidate: &RegistrantPolicy, policy: &Policy) -> Option<Map<String, Value>> {
    let mut difference = outcome(client, Some(candidate), policy);
    // A client that the settings alone refuse or change by now is no matter of the policy.
    if difference.is_empty() || difference == outcome(client, None, policy) {
        return None;
    }
    difference.insert("client_id".to_owned(), Value::from(client.id.as_str()));
    Some(difference)
}

/// Returns the members that would change if the client registered again, or the members of a refusal; empty for a client that stays
/// as it is.
fn outcome(client: &RegisteredClient, candidate: Option<&RegistrantPolicy>, policy: &Policy) -> Map<String, Value> {
    let mut limits = RequestLimits::of(client.allowed());
    let bounds = client.bounds.as_ref();
    let is_closed = |name: &str| bounds.is_some_and(|bounds| bounds.decides(name));
    limits.put_under(candidate, client.template(policy), &is_closed);
    let members = client.metadata.members();
    match rules::accept_in_part(members, policy, &limits) {
        Ok((accepted, _)) => {
            let mut changed = changed_members(members, accepted.members());
            // Claims of a statement stand beside the metadata.
            changed.retain(|name| ClientMetadata::has(name));
            let changed = Some(changed).filter(|changed| !changed.is_empty());
            json::object(changed.map(|changed| ("changed", Value::from(changed))))
        }
        Err(invalid) => Refusal::from(invalid).members(),
    }
}
