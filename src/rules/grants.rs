//! Grant types, response types and scope values, and how they depend on each other. RFC 7591 sections 2 and 2.1.

use crate::client_metadata::{ClientMetadata, GrantType, Keyword, List, Member, ResponseType, Scope};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::{Policy, UnsupportedScope};
use crate::rules::{ValidatedClient, must, names};

/// Fills in the default grant, `authorization_code`, and the default response type, or else the first one that the grants can
/// use.
///
/// A client without a redirecting grant has no response type, although RFC 7591 section 2 names `code` as the default
/// for all: section 2.1 pairs `code` with the grant that such a client lacks.
pub fn complete(metadata: &mut ClientMetadata, policy: &Policy) {
    let grants = metadata.grant_types.get_or_insert_with(|| vec![GrantType::AuthorizationCode].into());
    let can_use =
        |response_type: &&ResponseType| policy.grants_of(response_type).iter().all(|grant| grants.contains(grant));
    let supported = &policy.response_types_supported;
    let default = supported.iter().filter(|response_type| **response_type == policy.default_response_type);
    let mut usable = default.chain(supported).filter(can_use).cloned();
    let first: Vec<ResponseType> = usable.next().into_iter().collect();
    metadata.response_types.get_or_insert_with(|| first.into());
}

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let grants = metadata.grant_types.as_ref().map_or(&[][..], List::as_slice);
    let response_types = metadata.response_types.as_ref().map_or(&[][..], List::as_slice);
    // Support comes first: a client must not be told to add a grant that the next answer refuses.
    check_each("grant_types", grants, |grant| must_be_supported(grant, &policy.grant_types_supported))?;
    check_each("response_types", response_types, |it| must_be_supported(it, &policy.response_types_supported))?;
    if grants.is_empty() {
        return Err(Invalid::new(Pointer::member("grant_types"), "have a value"));
    }
    check_each("response_types", response_types, |response_type| {
        let missing = policy.grants_of(response_type).iter().find(|grant| !grants.contains(grant))?;
        Some(format!("come with the grant type {}", missing.name()))
    })?;
    // A response type that was not sent has no default if no supported one fits the grants.
    if let (Some(grant), []) = (grants.iter().find(|grant| redirects(grant)), response_types) {
        let must = format!("have a value that {} can use", grant.name());
        return Err(Invalid::new(Pointer::member("response_types"), must));
    }
    let is_public = metadata.is_public();
    check_each("grant_types", grants, |grant| {
        let is_answered = response_types.iter().any(|response_type| policy.grants_of(response_type).contains(grant));
        let must = (redirects(grant) && !is_answered).then(|| must_be_answered(grant));
        must.or_else(|| must_be_proven(grant, is_public))
    })?;
    check_together(grants, policy)
}

/// Checks that a refresh token comes with another grant, and that no exclusive grants come together. RFC 6749 section
/// 1.5, RFC 7591 section 5.
fn check_together(grants: &[GrantType], policy: &Policy) -> Result<(), Invalid> {
    if grants.iter().all(|grant| *grant == GrantType::RefreshToken) {
        return Err(Invalid::new(Pointer::member("grant_types"), "have a grant type that refresh tokens come from"));
    }
    let mut exclusive = policy.exclusive_grant_types.iter();
    match exclusive.find(|(one, other)| grants.contains(one) && grants.contains(other)) {
        None => Ok(()),
        Some((one, other)) => {
            let must = format!("not have {} together with {}", one.name(), other.name());
            Err(Invalid::new(Pointer::member("grant_types"), must))
        }
    }
}

/// Returns true if the grant redirects the user agent to the client.
pub fn redirects(grant: &GrantType) -> bool {
    matches!(grant, GrantType::AuthorizationCode | GrantType::Implicit)
}

fn check_each<T>(member: &str, values: &[T], must: impl Fn(&T) -> Option<String>) -> Result<(), Invalid> {
    match values.iter().enumerate().find_map(|(index, value)| Some((index, must(value)?))) {
        None => Ok(()),
        Some((index, must)) => Err(Invalid::new(Pointer::member(member).element(index), must)),
    }
}

/// Returns the message for an unsupported value; `None` for a supported value.
pub fn must_be_supported<T: Keyword>(value: &T, supported: &[T]) -> Option<String> {
    match supported {
        [] => Some("be absent: this server has no use for it".to_owned()),
        _ => (!supported.contains(value)).then(|| format!("be one of {}", names(supported))),
    }
}

/// Returns the message for a grant that a public client cannot have; `None` for other grants.
///
/// Without a credential, anybody who knows the `client_id` would get tokens. RFC 6749 section 4.4.
pub fn must_be_proven(grant: &GrantType, is_public: bool) -> Option<String> {
    let must = || format!("not be {} when token_endpoint_auth_method is none", grant.name());
    (is_public && grant.needs_proof()).then(must)
}

/// Returns the message for a redirecting grant without a response type.
pub fn must_be_answered(grant: &GrantType) -> String {
    format!("come with a response type that {} can use", grant.name())
}

/// Drops unsupported values, unless the policy refuses them. A client without values gets the default values in the
/// registration itself, so that its response, sent back in an update, changes nothing.
pub fn complete_scope(metadata: &mut ClientMetadata, policy: &Policy) {
    let scopes = &policy.scopes;
    let kept = match metadata.scope.take() {
        Some(scope) if scopes.unsupported == UnsupportedScope::Refuse => Some(scope),
        Some(scope) => Scope::of(scope.values().iter().filter(|value| scopes.supports(value)).cloned()),
        None => None,
    };
    metadata.scope = kept.or_else(|| Scope::of(scopes.default.clone()));
}

pub fn check_scope(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let scopes = &policy.scopes;
    let values = metadata.scope.as_ref().map_or(&[][..], Scope::values);
    if values.iter().all(|value| scopes.supports(value)) {
        return Ok(());
    }
    Err(match scopes.supported.as_deref() {
        None => must("scope", "not have rights that only the operator gives"),
        Some([]) => must("scope", "be absent: this server has no scope values"),
        Some(supported) => must("scope", format!("have no values but {}", supported.join(", "))),
    })
}

impl ValidatedClient {
    /// Replaces the scope of the client; `None` removes it.
    #[must_use]
    pub fn with_scope(mut self, scope: Option<Scope>) -> Self {
        match &scope {
            Some(scope) => self.members.insert("scope".to_owned(), scope.write()),
            None => self.members.remove("scope"),
        };
        self.metadata.scope = scope;
        self
    }
}
