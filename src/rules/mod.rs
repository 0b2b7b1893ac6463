//! The rules that accept or refuse client metadata. Completions fill in defaults first. Then one file of rules checks
//! each group of members, in the order of the specifications.

mod algorithms;
mod authentication;
mod ciba;
mod request_security;
mod choices;
mod explain;
mod grants;
mod limits;
mod logout;
mod members;
mod openid;
mod pages;
mod partial;
mod redirect_uris;
mod unsupported;

pub use explain::{Explanation, explain, explain_whole};
pub use partial::accept_in_part;

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, CHOICES, ClientMetadata, Keyword, TokenEndpointAuthMethod, is_present};
use crate::error::Invalid;
use crate::json::{self, Pointer};
use crate::policy::{Policy, RequestLimits, UnsupportedScope};

/// Client metadata that has passed every rule, with its defaults filled in. RFC 7591 section 3.2.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidatedClient {
    /// The members that are stored and returned.
    members: Map<String, Value>,
    /// The members that are used, without those that are no longer well formed. In a box: clients are passed by value.
    metadata: Box<ClientMetadata>,
}

/// Fills in the defaults of a group of members, or removes members that the server cannot use.
type Completion = fn(&mut ClientMetadata, &Policy);

/// Refuses a group of members.
type Rule = fn(&ClientMetadata, &Policy) -> Result<(), Invalid>;

/// The order matters: a completion reads the defaults of earlier completions.
const COMPLETIONS: [Completion; 9] = [
    authentication::complete,
    grants::complete,
    openid::complete_application_type,
    grants::complete_scope,
    openid::complete,
    algorithms::complete,
    logout::complete,
    request_security::complete,
    ciba::complete,
];

/// The order of the specifications: the first broken rule decides the error.
const RULES: [Rule; 13] = [
    limits::check,
    openid::check_application_type,
    redirect_uris::check,
    authentication::check,
    grants::check,
    grants::check_scope,
    pages::check,
    openid::check,
    algorithms::check,
    logout::check,
    request_security::check,
    ciba::check,
    pages::check_fetched,
];

/// Reads the requested metadata, fills in the defaults, and applies the rules.
pub fn accept(requested: &Map<String, Value>, policy: &Policy) -> Result<ValidatedClient, Invalid> {
    accept_within(requested, policy, &RequestLimits::default())
}

/// Accepts a request within its limits.
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
    limits.check(&metadata).map_err(|invalid| as_sent(invalid, requested))?;
    if let Some(invalid) = members::broken(requested, &metadata, policy, limits).into_iter().next() {
        return Err(as_sent(invalid, requested));
    }
    // Only now: refusals point at values by their places in the request.
    metadata.deduplicate();
    Ok(ValidatedClient { members: metadata.write(), metadata: Box::new(metadata) })
}

/// Fills in the defaults, within the limits of the request.
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
    } else if policy.scopes.unsupported == UnsupportedScope::Drop {
        limits.narrow_to_policy(metadata);
    }
}

/// Points a refusal at the member that was sent: at the offer if the server chose the value, or at a missing member if
/// the server filled it in.
fn as_sent(invalid: Invalid, requested: &Map<String, Value>) -> Invalid {
    let member = invalid.pointer().first_name().unwrap_or_default();
    let is_chosen_from =
        |(offer, chosen): &&(&str, &str)| *chosen == member && !is_sent(member, requested) && is_sent(offer, requested);
    match CHOICES.iter().find(is_chosen_from) {
        Some((offer, _)) => invalid.moved_to(Pointer::member(offer)),
        None => invalid.pointing_into(requested),
    }
}

/// Returns true if a member was sent, in any language.
fn is_sent(member: &str, requested: &Map<String, Value>) -> bool {
    requested.iter().any(|(name, value)| name.split('#').next() == Some(member) && is_present(value))
}

impl ValidatedClient {
    /// Restores a stored client without running the rules again.
    ///
    /// Members that are no longer well formed are still returned, so that their client can correct or delete itself. No
    /// endpoint uses them.
    #[must_use]
    pub fn restore(members: Map<String, Value>) -> Self {
        Self { metadata: Box::new(ClientMetadata::read_well_formed(&members)), members }
    }

    /// Returns the members that are stored and returned.
    #[must_use]
    pub const fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// Converts the client into its stored members.
    #[must_use]
    pub fn into_members(self) -> Map<String, Value> {
        self.members
    }

    /// Returns the claims of the software statement that are returned beside the metadata.
    #[must_use]
    pub fn extras(&self) -> Map<String, Value> {
        let mut extras = self.members.clone();
        json::retain(&mut extras, &mut |name, _| !ClientMetadata::has(name));
        extras
    }

    /// Adds claims that are returned beside the metadata.
    #[must_use]
    pub fn with_extras(mut self, extras: Map<String, Value>) -> Self {
        self.members.extend(extras);
        self
    }

    /// Returns the members that are used.
    #[must_use]
    pub const fn metadata(&self) -> &ClientMetadata {
        &self.metadata
    }

    /// Returns the members whose page is on none of the redirection hosts: nothing proves that the page belongs to the
    /// client. RFC 7591 section 5.
    pub fn foreign_pages(&self) -> impl Iterator<Item = String> {
        pages::foreign(&self.metadata)
    }

    /// Returns the members whose page is reached over http, where others can replace it. Users may follow such a link;
    /// no server should load it.
    pub fn http_pages(&self) -> impl Iterator<Item = String> {
        pages::over_http(&self.metadata)
    }

    /// Returns true if the policy still permits a registered redirection URI.
    #[must_use]
    pub fn may_redirect_to(&self, uri: &AbsoluteUri, policy: &Policy) -> bool {
        redirect_uris::check_one(uri, &self.metadata, policy).is_ok()
    }

    /// Returns true if the client needs a client secret: to authenticate, to sign, or to decrypt.
    #[must_use]
    pub fn needs_secret(&self) -> bool {
        authentication::uses_secret(&self.metadata) || algorithms::use_secret(&self.metadata).is_some()
    }

    /// Returns true if the server needs the text of the client secret: the client signs with it, or something is encrypted
    /// with it.
    #[must_use]
    pub fn needs_secret_text(&self) -> bool {
        let signs = self.metadata.token_endpoint_auth_method == Some(TokenEndpointAuthMethod::ClientSecretJwt);
        signs || algorithms::use_secret(&self.metadata).is_some()
    }
}

/// Makes a refusal of one member.
fn must(member: &str, must: impl Into<std::borrow::Cow<'static, str>>) -> Invalid {
    Invalid::new(Pointer::member(member), must)
}

/// Makes a refusal of an unsupported value.
fn one_of<'a>(member: &str, values: impl Iterator<Item = &'a str>) -> Invalid {
    let values: Vec<&str> = values.collect();
    match &*values {
        [] => must(member, "be absent: this server has no use for it"),
        _ => must(member, format!("be one of {}", values.join(", "))),
    }
}

/// Joins names for a description.
fn names<T: Keyword>(values: &[T]) -> String {
    values.iter().map(T::name).collect::<Vec<_>>().join(", ")
}
