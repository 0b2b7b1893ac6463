//! The rules of consent: what is remembered, when the page may be left out, and which names the page warns of.

use crate::authorization::context::administers;
use crate::client_metadata::{Name, Shape, Translated, member_of, mixes_alphabets};
use crate::http::Response;
use crate::model::{AuthorizationRequest, CLAIM, Client, Config, Consent, Prompt, Trust, UserId, Voucher};
use crate::pages::{self, Concern, ConsentPage, DeviceFacts, Look, Place};
use crate::policy::{PromptNone, Template};
use crate::ports::SessionRecord;
use crate::unit::Timestamp;

/// Returns true if the user has consented to all of a request before, and the consent page may be left out.
///
/// The page is always shown for a public client that nobody vouches for, or that asks to administer, if its redirection URI is on the user's device:
/// any other program there can take its place. RFC 8252 section 8.6, RFC 6819 section 5.2.3.2.
#[must_use]
pub fn is_remembered(request: &AuthorizationRequest, client: &Client, record: &SessionRecord) -> bool {
    let covers = |consent: &Consent| consent.covers(&permissions(request), &request.resources);
    !request.prompt.contains(&Prompt::Consent)
        && !is_exposed(request, client, &record.user.id)
        && record.consent.as_ref().is_some_and(covers)
}

/// Returns true if an error may go to the client of a request with `prompt=none` at once. Otherwise the user first sees
/// where it would lead: else every registered client could use this server to redirect anybody anywhere. RFC 9700
/// section 4.11.2.
#[must_use]
pub fn may_answer_silently(client: &Client, record: Option<&SessionRecord>, config: &Config) -> bool {
    let has_approved = || record.is_some_and(|record| record.consent.is_some());
    let is_vouched = || match client.voucher() {
        Voucher::Nobody => false,
        Voucher::Authority | Voucher::Operator | Voucher::StatementIssuer(_) => true,
        Voucher::Owner(owner) => record.is_some_and(|record| record.user.id == owner),
    };
    config.policy.prompt_none == PromptNone::Any || has_approved() || is_vouched()
}

/// Returns the consent to a request, with what the user consented to before.
#[must_use]
pub fn granted(
    request: &AuthorizationRequest,
    client: &Client,
    record: &SessionRecord,
    at: Timestamp,
    config: &Config,
) -> Consent {
    let (scope, resources) = extent(request, record.consent.as_ref(), config);
    Consent {
        user: record.user.id.clone(),
        client_id: request.client_id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        scope,
        resources,
        client_name: client.name().map(str::to_owned),
        can_start: client.metadata().initiate_login_uri.is_some(),
        granted_at: at,
    }
}

/// Returns the permissions and the resources of a consent: the new ones, and the earlier ones where both stay apart.
///
/// A consent is to each of its values at each of its resources. Two consents to different values at different resources
/// would become one to more than the user has seen, so then the new one alone counts, and the earlier access is asked for
/// again.
fn extent(request: &AuthorizationRequest, earlier: Option<&Consent>, config: &Config) -> (Vec<String>, Vec<String>) {
    let (scope, resources) = (permissions(request), request.resources.clone());
    let Some(earlier) = earlier else { return (scope, resources) };
    let is_seen = |value: &String, resource: &String| {
        (scope.contains(value) && resources.contains(resource))
            || (earlier.scope.contains(value) && earlier.resources.contains(resource))
            || !config.is_offered(value, &[resource])
    };
    // A request for less must not undo an earlier consent to more.
    let all = (joined(earlier.scope.clone(), scope.clone()), joined(earlier.resources.clone(), resources.clone()));
    let is_all_seen = all.0.iter().all(|value| all.1.iter().all(|resource| is_seen(value, resource)));
    if is_all_seen { all } else { (scope, resources) }
}

/// Makes the consent page. `sealed` is the request as the form sends it back, `trust` the trust tier of the client, and `device`
/// the device that asks, if it has no browser.
#[must_use]
pub fn page(
    request: &AuthorizationRequest,
    sealed: &str,
    (client, trust): (&Client, Trust),
    record: &SessionRecord,
    device: Option<DeviceFacts<'_>>,
    look: &Look<'_>,
) -> Response {
    let concern = concern(client, look.config);
    let page = ConsentPage {
        request: sealed,
        client,
        trust,
        redirect_uri: &request.redirect_uri,
        scope: &request.scope,
        resources: &request.resources,
        claims: &request.claims,
        user: &record.user,
        concern: concern.as_ref(),
        device,
    };
    pages::consent(&page, look)
}

/// Returns the reason to warn of the name of a client; `None` for a name that the operator or the issuer of a software
/// statement has set, and for every client of a template, whose redirection URIs are the operator's.
#[must_use]
pub fn concern(client: &Client, config: &Config) -> Option<Concern> {
    let is_of_template = matches!(client, Client::Registered(client) if client.template(&config.policy).is_some());
    if is_of_template || client.has_verified("client_name", &config.policy) {
        return None;
    }
    // In all languages: a deceptive name could hide in one that the operator does not read.
    let names = || client.metadata().client_name.values().map(|(_, name)| name.as_str());
    let shapes: Vec<Shape> = names().map(Shape::of).collect();
    let is_alike = |name: &String| {
        let protected = Shape::of(name);
        shapes.iter().any(|own| own.resembles(&protected))
    };
    let protected = protected_names(config).into_iter().find(is_alike);
    let mixed = || names().any(mixes_alphabets).then_some(Concern::Mixed);
    protected.map(Concern::Resembles).or_else(mixed)
}

/// Returns the names of the operator: the brand, and the names of configured clients and templates.
fn protected_names(config: &Config) -> Vec<String> {
    fn all(names: &Translated<Name>) -> impl Iterator<Item = String> {
        names.values().map(|(_, name)| name.as_str().to_owned())
    }
    let of_clients = config.clients.iter().flat_map(|client| all(&client.metadata.metadata().client_name));
    let members = config.policy.templates.iter().flat_map(Template::members);
    let of_templates = members.filter(|(member, _)| member_of(member) == "client_name");
    let of_templates = of_templates.filter_map(|(_, name)| Some(name.as_str()?.to_owned()));
    config.brand.name.iter().cloned().chain(of_clients).chain(of_templates).collect()
}

/// Returns true if other programs on the user's device can take the place of the client.
fn is_exposed(request: &AuthorizationRequest, client: &Client, user: &UserId) -> bool {
    let is_public = client.metadata().is_public();
    let is_unvouched = match client.voucher() {
        Voucher::Nobody => true,
        Voucher::Authority | Voucher::Operator | Voucher::StatementIssuer(_) => false,
        Voucher::Owner(owner) => owner != *user,
    };
    is_public && (is_unvouched || administers(request)) && !matches!(Place::of(&request.redirect_uri), Place::Site(_))
}

/// Returns the scope values of a request, and its single claims in a form that no scope value has.
fn permissions(request: &AuthorizationRequest) -> Vec<String> {
    let claims = request.claims.id_token.keys().chain(request.claims.userinfo.keys());
    // Every ID token has a `sub`, so the user is not asked for it.
    let claims = claims.filter(|name| *name != "sub").map(|name| format!("{CLAIM}{name}"));
    joined(request.scope.clone(), claims.collect())
}

fn joined(mut all: Vec<String>, more: Vec<String>) -> Vec<String> {
    for value in more {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    all
}
