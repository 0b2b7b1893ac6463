//! Clients: the registered clients, the clients that the operator defines in the settings, and those that a document
//! describes.

use crate::client_metadata::{ClientMetadata, Scope};
use crate::model::{ClientId, ClientSecret, Config, DocumentClient, RegisteredClient, anonymous_scope};
use crate::policy::{Policy, READ_CLIENTS, ScopeRequests, is_right_to_administer, right_of_users};
use crate::rules::ValidatedClient;
use crate::unit::Timestamp;

/// A client that the operator defines in the settings. No endpoint can update or delete it.
#[derive(Clone, Debug)]
pub struct ConfiguredClient {
    /// The client identifier.
    pub id: ClientId,
    /// The metadata, which passed the same rules as that of a registered client.
    pub metadata: ValidatedClient,
    /// The scope values that the client may request, as the operator wrote them. They can include rights to register.
    pub scope: Option<Scope>,
    /// The secrets that the client can authenticate with: more than one during a rotation.
    pub secrets: Vec<ClientSecret>,
}

impl ConfiguredClient {
    /// Returns true if the client may read all clients.
    #[must_use]
    pub fn reads_clients(&self) -> bool {
        self.scope.as_ref().is_some_and(|scope| scope.values().iter().any(|value| value == READ_CLIENTS))
    }

    /// Returns true if the client may call the admin API.
    #[must_use]
    pub fn administers(&self) -> bool {
        self.scope.as_ref().is_some_and(|scope| scope.values().iter().any(|value| is_right_to_administer(value)))
    }
}

/// A client of any kind. In alphabetical order.
#[derive(Clone, Debug)]
pub enum Client {
    /// The operator has defined it.
    Configured(ConfiguredClient),
    /// A document at its identifier describes it.
    Document(DocumentClient),
    /// It has registered.
    Registered(RegisteredClient),
}

impl Client {
    /// Returns the client identifier.
    #[must_use]
    pub const fn id(&self) -> &ClientId {
        match self {
            Self::Configured(client) => &client.id,
            Self::Document(client) => &client.id,
            Self::Registered(client) => &client.id,
        }
    }

    /// Returns the accepted metadata, as validated.
    #[must_use]
    pub const fn accepted(&self) -> &ValidatedClient {
        match self {
            Self::Configured(client) => &client.metadata,
            Self::Document(client) => &client.metadata,
            Self::Registered(client) => &client.metadata,
        }
    }

    /// Returns the accepted metadata.
    #[must_use]
    pub const fn metadata(&self) -> &ClientMetadata {
        self.accepted().metadata()
    }

    /// Returns the name of the client for lists of apps: its first name, or the host of the document that describes it.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Document(client) => Some(&client.host),
            _ => self.metadata().client_name.values().next().map(|(_, name)| name.as_str()),
        }
    }

    /// Returns true if the metadata is complete. It is not if the client's template is gone.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        // The rules give every client a method, so only the members that a template fills in can lack it.
        self.metadata().token_endpoint_auth_method.is_some()
    }

    /// Returns the secrets that the client can authenticate with now.
    #[must_use]
    pub fn secrets(&self, config: &Config, now: Timestamp) -> Vec<ClientSecret> {
        match self {
            Self::Configured(client) => client.secrets.clone(),
            Self::Document(_) => Vec::new(),
            Self::Registered(client) => client.credentials.secrets(&client.id, now, &config.policy, &config.keys),
        }
    }

    /// Returns the scope values that the client may get now in tokens that it requests for itself. RFC 7591 section 2.
    #[must_use]
    pub fn scope(&self, policy: &Policy) -> Vec<&str> {
        let (scope, supports): (_, &dyn Fn(&str) -> bool) = match self {
            Self::Configured(client) => (client.scope.as_ref(), &|_| true),
            Self::Document(client) => (client.metadata.metadata().scope.as_ref(), &|value| {
                policy.scopes.supports(value) && anonymous_scope::may_have(value, None, policy)
            }),
            Self::Registered(client) => (client.metadata.metadata().scope.as_ref(), &|value| {
                policy.scopes.supports(value) && anonymous_scope::may_have(value, client.bounds.as_ref(), policy)
            }),
        };
        scope.map_or(&[][..], Scope::values).iter().map(String::as_str).filter(|value| supports(value)).collect()
    }

    /// Returns the scope values that users may grant to the client. A registered client has those that are still
    /// supported. A client of the settings also has rights to register, and to administer for users with the role; users have no
    /// other rights to give.
    #[must_use]
    pub fn scope_of_users(&self, policy: &Policy) -> Vec<&str> {
        let scope = match self {
            Self::Configured(client) => client.scope.as_ref(),
            Self::Document(_) | Self::Registered(_) => self.metadata().scope.as_ref(),
        };
        let may_have = |value: &&str| match self {
            Self::Configured(_) => !policy.scopes.is_reserved(value) || right_of_users(value).is_some(),
            Self::Document(_) | Self::Registered(_) => policy.scopes.supports(value),
        };
        scope.map_or(&[][..], Scope::values).iter().map(String::as_str).filter(may_have).collect()
    }

    /// Returns true if users may grant a value to the client because it could register the value at any time: nobody has
    /// limited the client, or its own document names its scope. Many clients learn only later which scope they need.
    #[must_use]
    pub fn could_register(&self, value: &str, policy: &Policy) -> bool {
        let is_free = match self {
            Self::Configured(_) => false,
            Self::Document(_) => true,
            Self::Registered(client) => client.bounds.is_none(),
        };
        is_free && policy.scope_requests == ScopeRequests::Supported && policy.scopes.supports(value)
    }
}
