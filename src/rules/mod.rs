//! What is accepted: defaults first, then one file of rules for each group of members, in the order of the
//! specifications.

mod algorithms;
mod application;
mod authentication;
mod ciba;
mod request_security;
mod choices;
mod explain;
mod grants;
mod limits;
mod logout;
mod openid;
mod outbound;
mod pages;
mod partial;
mod removed_elements;
mod redirect_uris;
mod scope;
mod unsupported;

pub use explain::{Explanation, explain, explain_whole};
pub use partial::accept_in_part;

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, CHOICES, ClientMetadata, Keyword, is_present};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::{Policy, RequestLimits};

/// Client metadata that has passed every rule, with its defaults filled in. RFC 7591 section 3.2.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidatedClient {
    /// As it is stored and answered.
    members: Map<String, Value>,
    /// As it is used: less what has been banned since. In a box, for clients are handed on by value.
    metadata: Box<ClientMetadata>,
}

/// What fills in a group of members, or takes away what the server has no use for.
type Completion = fn(&mut ClientMetadata, &Policy);

/// What refuses a group of members.
type Rule = fn(&ClientMetadata, &Policy) -> Result<(), Invalid>;

/// Later ones read what earlier ones filled in.
const COMPLETIONS: [Completion; 9] = [
    authentication::complete,
    grants::complete,
    application::complete,
    scope::complete,
    openid::complete,
    algorithms::complete,
    logout::complete,
    request_security::complete,
    ciba::complete,
];

/// In the order of the specifications: the first that is broken answers.
const RULES: [Rule; 13] = [
    limits::check,
    application::check,
    redirect_uris::check,
    authentication::check,
    grants::check,
    scope::check,
    pages::check,
    openid::check,
    algorithms::check,
    logout::check,
    request_security::check,
    ciba::check,
    outbound::check,
];

/// Reads what is asked, fills in the defaults, then applies the rules.
pub fn accept(requested: &Map<String, Value>, policy: &Policy) -> Result<ValidatedClient, Invalid> {
    accept_within(requested, policy, &RequestLimits::default())
}

/// The same within the limits of the request.
pub fn accept_within(
    requested: &Map<String, Value>,
    policy: &Policy,
    limits: &RequestLimits<'_>,
) -> Result<ValidatedClient, Invalid> {
    let chosen = choices::choose(requested, policy, limits)?;
    let mut metadata = ClientMetadata::read(&chosen).map_err(|invalid| as_sent(invalid, requested))?;
    complete(&mut metadata, requested, policy, limits);
    for check in RULES {
        check(&metadata, policy).map_err(|invalid| as_sent(invalid, requested))?;
    }
    limits.allowed.check(&metadata).map_err(|invalid| as_sent(invalid, requested))?;
    metadata.deduplicate();
    Ok(ValidatedClient { members: metadata.write(), metadata: Box::new(metadata) })
}

/// Fills in what was not sent; what the server chooses is within the bounds.
fn complete(
    metadata: &mut ClientMetadata,
    requested: &Map<String, Value>,
    policy: &Policy,
    limits: &RequestLimits<'_>,
) {
    for complete in COMPLETIONS {
        complete(metadata, policy);
    }
    limits.narrow_to_statement(metadata);
    if !is_sent("scope", requested) {
        limits.narrow_default_scope(metadata);
    }
}

/// Points a refusal at the members as they were sent: at the offer that a value was chosen from, or at a missing member if
/// the server filled it in.
fn as_sent(invalid: Invalid, requested: &Map<String, Value>) -> Invalid {
    let member = invalid.pointer().first_name().unwrap_or_default();
    let is_chosen_from =
        |(offer, chosen): &&(&str, &str)| *chosen == member && !is_sent(member, requested) && is_sent(offer, requested);
    match CHOICES.iter().find(is_chosen_from) {
        Some((offer, _)) => invalid.moved_to(Pointer::member(offer)),
        None => invalid.told_to_sender(requested),
    }
}

/// Whether a member came along, in whatever language.
fn is_sent(member: &str, requested: &Map<String, Value>) -> bool {
    requested.iter().any(|(name, value)| name.split('#').next() == Some(member) && is_present(value))
}

impl ValidatedClient {
    /// What was accepted earlier and stored, read back without asking the rules again.
    ///
    /// A member that would no longer be well formed is still answered, so that its client can mend or delete itself, but
    /// is of no use any more.
    #[must_use]
    pub fn restore(members: Map<String, Value>) -> Self {
        Self { metadata: Box::new(ClientMetadata::read_well_formed(&members)), members }
    }

    /// The members as they are stored and answered.
    #[must_use]
    pub const fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// The same, of a client that is not used any more.
    #[must_use]
    pub fn into_members(self) -> Map<String, Value> {
        self.members
    }

    /// What is told of the client beside its metadata, as a software statement has it.
    #[must_use]
    pub fn extras(&self) -> Map<String, Value> {
        let mut extras = self.members.clone();
        extras.retain(|name, _| !ClientMetadata::has(name));
        extras
    }

    /// The client with that.
    #[must_use]
    pub fn with_extras(mut self, extras: Map<String, Value>) -> Self {
        self.members.extend(extras);
        self
    }

    /// The members as they are used.
    #[must_use]
    pub const fn metadata(&self) -> &ClientMetadata {
        &self.metadata
    }

    /// The members whose page is not on a host that the client is redirected to, so that nothing but its word says that
    /// the page is its own. RFC 7591 section 5.
    pub fn foreign_pages(&self) -> impl Iterator<Item = String> {
        pages::foreign(&self.metadata)
    }

    /// The members whose page is reached over http, where others can replace it: for people to follow, not to be loaded.
    pub fn http_pages(&self) -> impl Iterator<Item = String> {
        pages::over_http(&self.metadata)
    }

    /// Whether the user agent may still be sent to a URI that was registered: what the policy has ruled out since leads
    /// nowhere.
    #[must_use]
    pub fn may_redirect_to(&self, uri: &AbsoluteUri, policy: &Policy) -> bool {
        redirect_uris::check_one(uri, &self.metadata, policy).is_ok()
    }

    /// Whether the client needs a client secret: to authenticate, to sign, or to be encrypted to.
    #[must_use]
    pub fn needs_secret(&self) -> bool {
        authentication::uses_secret(&self.metadata) || algorithms::use_secret(&self.metadata).is_some()
    }
}

/// A rule about one member.
fn must(member: &str, must: impl Into<std::borrow::Cow<'static, str>>) -> Invalid {
    Invalid::new(Pointer::member(member), must)
}

/// That a value is one of those that are supported.
fn one_of<'a>(member: &str, values: impl Iterator<Item = &'a str>) -> Invalid {
    let values: Vec<&str> = values.collect();
    match &*values {
        [] => must(member, "be absent: this server has no use for it"),
        _ => must(member, format!("be one of {}", values.join(", "))),
    }
}

/// The names of a list, for a description.
fn names<T: Keyword>(values: &[T]) -> String {
    values.iter().map(T::name).collect::<Vec<_>>().join(", ")
}
