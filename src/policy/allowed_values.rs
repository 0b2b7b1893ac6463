//! The values that the clients of a registrant may have, beside the policy for all clients. RFC 7591 section 5.

use crate::client_metadata::{
    AbsoluteUri, ClientMetadata, GrantType, Keyword, List, Scope, Text, TokenEndpointAuthMethod,
};
use crate::error::{Invalid, Refusal};
use crate::json::Pointer;
use crate::policy::{Rights, Template};

/// Lists of the values that a client may have. `None` allows every value, an empty list allows none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedValues {
    /// Grant types.
    pub grant_types: Option<Vec<GrantType>>,
    /// Hosts of redirection URIs. Each host includes the hosts below it.
    pub redirect_hosts: Option<Vec<String>>,
    /// The rights of an access token. `None` allows every registration.
    pub rights: Option<Rights>,
    /// Scope values.
    pub scope: Option<Vec<String>>,
    /// Software identifiers.
    pub software_id: Option<Vec<String>>,
    /// Names of templates.
    pub templates: Option<Vec<String>>,
    /// Authentication methods.
    pub token_endpoint_auth_method: Option<Vec<TokenEndpointAuthMethod>>,
}

/// Every value is allowed.
pub static ANY_VALUES: AllowedValues = AllowedValues {
    grant_types: None,
    redirect_hosts: None,
    rights: None,
    scope: None,
    software_id: None,
    templates: None,
    token_endpoint_auth_method: None,
};

impl AllowedValues {
    /// Returns the values that an access token with these rights allows.
    #[must_use]
    pub fn of_rights(rights: Rights) -> Self {
        Self { rights: Some(rights).filter(|rights| !rights.are_all()), ..Self::default() }
    }

    /// Checks that a client stays within the rights that it was registered with; `Err` is 403.
    pub fn check_rights(&self, metadata: &ClientMetadata) -> Result<(), Refusal> {
        self.rights.as_ref().map_or(Ok(()), |rights| rights.check(metadata))
    }

    /// Checks that a client has allowed values alone; `Err` is the first other value.
    pub fn check(&self, metadata: &ClientMetadata) -> Result<(), Invalid> {
        let grants = metadata.grant_types.as_ref().map_or(&[][..], List::as_slice);
        if let Some(index) = grants.iter().position(|grant| !has(self.grant_types.as_ref(), grant)) {
            let at = Pointer::member("grant_types").element(index);
            return Err(beyond(at, "be one of", names(self.grant_types.as_ref())));
        }
        let method = metadata.token_endpoint_auth_method.as_ref();
        if method.is_some_and(|method| !self.has_method(method)) {
            let at = Pointer::member("token_endpoint_auth_method");
            return Err(beyond(at, "be one of", names(self.token_endpoint_auth_method.as_ref())));
        }
        // A client without a `software_id` counts as one with an empty one, which no list allows.
        let software = metadata.software_id.as_ref().map_or("", Text::as_str);
        if !has(self.software_id.as_ref(), software) {
            return Err(beyond(Pointer::member("software_id"), "be one of", texts(self.software_id.as_ref())));
        }
        let scope = metadata.scope.as_ref().map_or(&[][..], Scope::values);
        if !scope.iter().all(|value| has(self.scope.as_ref(), value)) {
            return Err(beyond(Pointer::member("scope"), "have no values but", texts(self.scope.as_ref())));
        }
        // Both kinds of URIs lead the user's browser to a place that the client chooses.
        match metadata.find_redirection(&|uri| !self.has_host_of(uri)) {
            Some(at) => Err(beyond(at, "be on or below", texts(self.redirect_hosts.as_ref()))),
            None => Ok(()),
        }
    }

    /// Checks that a client is of an allowed template; `Err` if it is of another one, or of none.
    pub fn check_template(&self, template: Option<&Template>) -> Result<(), Invalid> {
        if has(self.templates.as_ref(), template.map_or("", Template::name)) {
            return Ok(());
        }
        Err(beyond(
            Pointer::member("software_id"),
            "be the name of one of the templates",
            texts(self.templates.as_ref()),
        ))
    }

    /// Returns true if a client may have a scope value.
    #[must_use]
    pub fn has_scope(&self, value: &str) -> bool {
        has(self.scope.as_ref(), value) && self.rights.as_ref().is_none_or(Rights::permit_scope)
    }

    /// Returns true if a client may have a grant.
    #[must_use]
    pub fn has_grant(&self, grant: &GrantType) -> bool {
        has(self.grant_types.as_ref(), grant) && self.rights.as_ref().is_none_or(|rights| rights.permit_grant(grant))
    }

    /// Returns true if a client may have an authentication method.
    #[must_use]
    pub fn has_method(&self, method: &TokenEndpointAuthMethod) -> bool {
        has(self.token_endpoint_auth_method.as_ref(), method)
    }

    /// Returns true if a redirection URI is on an allowed host. A URI without a host, such as a private-use URI, is on none.
    fn has_host_of(&self, uri: &AbsoluteUri) -> bool {
        let Some(hosts) = &self.redirect_hosts else { return true };
        let host = uri.host().filter(|_| matches!(uri.scheme(), "http" | "https"));
        host.is_some_and(|host| hosts.iter().any(|allowed| host.is_at_or_below(allowed)))
    }
}

/// Returns true if a list has a value, or there is no list.
fn has<T: PartialEq<V>, V: ?Sized>(list: Option<&Vec<T>>, value: &V) -> bool {
    list.is_none_or(|values| values.iter().any(|allowed| allowed == value))
}

fn beyond(at: Pointer, must: &str, values: String) -> Invalid {
    let values = if values.is_empty() { "nothing".to_owned() } else { values };
    Invalid::new(at, format!("{must} {values}"))
}

fn names<T: Keyword>(list: Option<&Vec<T>>) -> String {
    list.into_iter().flatten().map(Keyword::name).collect::<Vec<_>>().join(", ")
}

fn texts(list: Option<&Vec<String>>) -> String {
    list.map(|values| values.join(", ")).unwrap_or_default()
}
