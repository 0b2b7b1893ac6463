//! What bounds the clients of a registrant, beside the policy for all. RFC 7591 section 5.

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, ClientMetadata, GrantType, Keyword, List, RedirectUri, Scope, Text};
use crate::error::{Fault, Invalid, Refusal};
use crate::json::{self, Pointer};
use crate::policy::Rights;

/// Values that clients may have; a list that is not there bounds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds(Map<String, Value>);

/// The lists, by the members that they bound; hosts are those of redirection URIs, with what is below them, rights those
/// of an access token. What is locked stays as a software statement has it, whose issuer and name are kept, and what is
/// self-asserted is all that its holder may say; of what is unique there is no second client; an owner is on whose behalf it
/// was registered.
const LISTS: [&str; 13] = [
    "grant_types",
    "locked",
    "owners",
    "redirect_hosts",
    "rights",
    "scope",
    "self_asserted",
    "software_id",
    "statement_issuers",
    "statements",
    "templates",
    "token_endpoint_auth_method",
    "unique",
];

impl Bounds {
    /// Reads what was stored; a list that is not known, or is none, must not pass for one that bounds nothing.
    pub fn restore(lists: Map<String, Value>) -> Result<Self, Fault> {
        let is_list = |value: &Value| value.as_array().is_some_and(|values| values.iter().all(Value::is_string));
        if lists.iter().all(|(name, value)| LISTS.contains(&&**name) && is_list(value)) {
            Ok(Self(lists))
        } else {
            Err(Fault::Broken("the bounds of a registrant cannot be read".to_owned()))
        }
    }

    /// Those of rights.
    #[must_use]
    pub fn of(rights: &Rights) -> Self {
        let list = |rights: &Rights| ("rights".to_owned(), Value::from(rights.names()));
        Self(json::object(Some(rights).filter(|rights| !rights.are_all()).map(list)))
    }

    /// The rights among them; `None` for no such bounds.
    #[must_use]
    pub fn rights(&self) -> Option<Rights> {
        Some(Rights::restored(self.list("rights")?.map(str::to_owned).collect()))
    }

    /// Checks that a client stays within the rights that it was registered with; `Err` is 403.
    pub fn check_rights(&self, metadata: &ClientMetadata) -> Result<(), Refusal> {
        self.rights().map_or(Ok(()), |rights| rights.check(metadata))
    }

    /// The same for the clients of one template.
    #[must_use]
    pub fn of_template(&self, name: &str) -> Self {
        self.clone().with("templates", Some(vec![name.to_owned()]))
    }

    /// The same with another list of a name, or without it.
    #[must_use]
    pub fn with(mut self, list: &str, values: Option<Vec<String>>) -> Self {
        match values {
            None => self.0.remove(list),
            Some(values) => self.0.insert(list.to_owned(), Value::from(values)),
        };
        self
    }

    /// The members that stay as a software statement has them.
    #[must_use]
    pub fn locked(&self) -> Vec<&str> {
        self.list("locked").map(Iterator::collect).unwrap_or_default()
    }

    /// The members that the holder of a software statement may say; `None` for all.
    #[must_use]
    pub fn self_asserted(&self) -> Option<Vec<&str>> {
        self.list("self_asserted").map(Iterator::collect)
    }

    /// Who has issued the software statement that the client is registered with; `None` without one.
    #[must_use]
    pub fn statement_issuer(&self) -> Option<&str> {
        self.list("statement_issuers")?.next()
    }

    /// On whose behalf the client was registered; `None` for nobody that is known.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        self.list("owners")?.next()
    }

    /// Whether there may be no second client like it.
    #[must_use]
    pub fn is_unique(&self) -> bool {
        self.list("unique").is_some()
    }

    /// The templates that clients may be of; `None` for no such bounds.
    #[must_use]
    pub fn templates(&self) -> Option<Vec<&str>> {
        self.list("templates").map(Iterator::collect)
    }

    /// The lists as they are stored.
    #[must_use]
    pub const fn lists(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Checks that a client is within them; `Err` is the first value that is not.
    pub fn check(&self, metadata: &ClientMetadata) -> Result<(), Invalid> {
        let grants = metadata.grant_types.as_ref().map_or(&[][..], List::as_slice);
        if let Some(index) = grants.iter().position(|grant| !self.allows("grant_types", grant.name())) {
            return Err(self.beyond("grant_types", Pointer::member("grant_types").element(index)));
        }
        let method = metadata.token_endpoint_auth_method.as_ref();
        if method.is_some_and(|method| !self.allows("token_endpoint_auth_method", method.name())) {
            return Err(self.beyond("token_endpoint_auth_method", Pointer::member("token_endpoint_auth_method")));
        }
        let software = metadata.software_id.as_ref().map_or("", Text::as_str);
        if !self.allows("software_id", software) {
            return Err(self.beyond("software_id", Pointer::member("software_id")));
        }
        let scope = metadata.scope.as_ref().map_or(&[][..], Scope::values);
        if !scope.iter().all(|value| self.allows("scope", value)) {
            return Err(self.beyond("scope", Pointer::member("scope")));
        }
        let uris = [
            ("redirect_uris", &metadata.redirect_uris),
            ("post_logout_redirect_uris", &metadata.post_logout_redirect_uris),
        ];
        for (member, uris) in uris {
            let uris = uris.as_ref().map_or(&[][..], List::as_slice);
            if let Some(index) = uris.iter().position(|RedirectUri(uri)| !self.allows_host(uri)) {
                return Err(self.beyond("redirect_hosts", Pointer::member(member).element(index)));
            }
        }
        Ok(())
    }

    /// What a value must be that is beyond a list.
    fn beyond(&self, list: &str, at: Pointer) -> Invalid {
        let values: Vec<&str> = self.list(list).map(Iterator::collect).unwrap_or_default();
        let must = match list {
            "redirect_hosts" => "be on or below",
            "scope" => "have no values but",
            _ => "be one of",
        };
        let what = if values.is_empty() { "nothing".to_owned() } else { values.join(", ") };
        Invalid::new(at, format!("{must} {what}: the initial access token permits no more"))
    }

    /// Leaves out of the default scope what is not within them.
    pub fn narrow(&self, metadata: &mut ClientMetadata) {
        let within = |scope: Scope| Scope::of(scope.values().iter().filter(|it| self.allow_scope(it)).cloned());
        metadata.scope = metadata.scope.take().and_then(within);
    }

    /// The same, and of the scope no value but those that a software statement has, whatever clients get that do not say:
    /// none where nothing is left of what it had.
    #[must_use]
    pub fn within_scope(self, members: &Map<String, Value>) -> Self {
        let scope = members.get("scope").and_then(Value::as_str).unwrap_or_default();
        self.with("vouched_scope", Some(scope.split(' ').map(str::to_owned).collect()))
    }

    /// Leaves out what a software statement does not have.
    pub fn narrow_to_statement(&self, metadata: &mut ClientMetadata) {
        let within =
            |scope: Scope| Scope::of(scope.values().iter().filter(|it| self.allows("vouched_scope", it)).cloned());
        metadata.scope = metadata.scope.take().and_then(within);
    }

    /// Whether a client may have a scope value.
    #[must_use]
    pub fn allow_scope(&self, value: &str) -> bool {
        self.allows("scope", value) && self.rights().is_none_or(|rights| rights.permit_scope())
    }

    fn list(&self, name: &str) -> Option<impl Iterator<Item = &str>> {
        self.0.get(name).map(|values| values.as_array().into_iter().flatten().filter_map(Value::as_str))
    }

    /// Whether a client may have a grant.
    #[must_use]
    pub fn allow_grant(&self, grant: &GrantType) -> bool {
        self.allows("grant_types", grant.name()) && self.rights().is_none_or(|rights| rights.permit_grant(grant))
    }

    /// Whether a list has a value, or bounds nothing.
    #[must_use]
    pub fn allows(&self, list: &str, value: &str) -> bool {
        self.list(list).is_none_or(|mut values| values.any(|allowed| allowed == value))
    }

    /// A URI without a host, such as one with a scheme of its own, is on none of them.
    fn allows_host(&self, uri: &AbsoluteUri) -> bool {
        let Some(mut hosts) = self.list("redirect_hosts") else { return true };
        let host = uri.host().filter(|_| matches!(uri.scheme(), "http" | "https"));
        host.is_some_and(|host| hosts.any(|top| host.is_at_or_below(top)))
    }
}
