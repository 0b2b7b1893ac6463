//! Clients that the operator has defined, beside those that have registered.

use crate::client_metadata::{ClientMetadata, Scope};
use crate::model::credentials::ClientSecret;
use crate::model::{ClientId, Config, RegisteredClient, anonymous_scope};
use crate::policy::Policy;
use crate::rules::ValidatedClient;
use crate::unit::Timestamp;

/// A client that the operator has defined in the settings. It cannot be updated or deleted by way of registration.
#[derive(Clone, Debug)]
pub struct ConfiguredClient {
    /// What it is known by.
    pub id: ClientId,
    /// What it can do, held to the same rules as that of others.
    pub metadata: ValidatedClient,
    /// The scope values that it may ask for: whatever the operator has written, rights to register among them.
    pub scope: Option<Scope>,
    /// The secrets that it may authenticate with, several of them while one replaces another.
    pub secrets: Vec<ClientSecret>,
}

/// A client, whoever has made it known.
#[derive(Clone, Debug)]
pub enum Client {
    /// The operator has.
    Configured(ConfiguredClient),
    /// It has registered.
    Registered(RegisteredClient),
}

impl Client {
    /// What it is known by.
    #[must_use]
    pub const fn id(&self) -> &ClientId {
        match self {
            Self::Configured(client) => &client.id,
            Self::Registered(client) => &client.id,
        }
    }

    /// What was accepted of it.
    #[must_use]
    pub const fn accepted(&self) -> &ValidatedClient {
        match self {
            Self::Configured(client) => &client.metadata,
            Self::Registered(client) => &client.metadata,
        }
    }

    /// What it can do.
    #[must_use]
    pub const fn metadata(&self) -> &ClientMetadata {
        self.accepted().metadata()
    }

    /// Whether it has what every client has: one whose template is gone has not.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.metadata().token_endpoint_auth_method.is_some()
    }

    /// The secrets that it may authenticate with now.
    #[must_use]
    pub fn secrets(&self, config: &Config, now: Timestamp) -> Vec<ClientSecret> {
        match self {
            Self::Configured(client) => client.secrets.clone(),
            Self::Registered(client) => {
                client.credentials.secrets(&client.id, config.policy.secret_life, now, &config.keys)
            }
        }
    }

    /// The scope values that it may have now in tokens that it gets for itself. RFC 7591 section 2.
    #[must_use]
    pub fn scope(&self, policy: &Policy) -> Vec<&str> {
        let (scope, supports): (_, &dyn Fn(&str) -> bool) = match self {
            Self::Configured(client) => (client.scope.as_ref(), &|_| true),
            Self::Registered(client) => (client.metadata.metadata().scope.as_ref(), &|value| {
                policy.scopes.supports(value) && anonymous_scope::may_have(value, client.bounds.as_ref(), policy)
            }),
        };
        scope.map_or(&[][..], Scope::values).iter().map(String::as_str).filter(|value| supports(value)).collect()
    }
}
