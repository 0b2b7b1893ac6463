//! The client credentials grant. RFC 6749 section 4.4.

use crate::client_metadata::{ClientMetadata, GrantType, Scope};
use crate::error::{Error, Refusal};
use crate::http::Form;
use crate::model::{Client, Config, SigningKeysVersion, audience};
use crate::policy::{ADMINISTER, Policy, RIGHT, is_right, is_right_to_administer, is_right_to_read};
use crate::ports::{Clock, Random, Sign, SigningKeyStore};
use crate::token::{AccessToken, Binding, TokenResponse};

/// Issues a token to a client, within the scope that the client has registered.
pub async fn client_credentials(
    client: &Client,
    form: &Form,
    binding: &Binding,
    signing_keys: Option<&SigningKeysVersion>,
    config: &Config,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> Result<TokenResponse, Error> {
    let metadata = client.metadata();
    check_grant(&GrantType::ClientCredentials, metadata, &config.policy)?;
    let (scope, audience) = scope_and_audience(form, client, config)?;
    let token = AccessToken {
        client: client.id(),
        subject: client.id().as_str(),
        audience: &audience,
        binding,
        scope: scope.as_ref(),
        user: None,
    };
    Ok(token.issue(signing_keys, config, ports).await?)
}

/// Checks that a client has registered a grant that this server still supports. RFC 6749 section 5.2.
pub fn check_grant(grant: &GrantType, metadata: &ClientMetadata, policy: &Policy) -> Result<(), Refusal> {
    let has_registered = metadata.grant_types.as_ref().is_some_and(|grants| grants.contains(grant));
    if has_registered && policy.grant_types_supported.contains(grant) {
        return Ok(());
    }
    Err(Refusal::UnauthorizedClient(match grant {
        GrantType::AuthorizationCode => "have registered the grant type authorization_code",
        GrantType::ClientCredentials => "have registered the grant type client_credentials",
        GrantType::JwtBearer => "have registered the grant type urn:ietf:params:oauth:grant-type:jwt-bearer",
        _ => "have registered the grant type refresh_token",
    }))
}

/// Returns the scope and the audience of a token: those in the request. The defaults are the registered scope that is
/// still supported and that the resources offer, and the first resource that offers some of it. RFC 6749 section 3.3,
/// RFC 7591 section 2, RFC 8707 section 2.
///
/// A token with rights is for the endpoint that reads them alone, so that no token for an API ever registers or reads a
/// client.
fn scope_and_audience(form: &Form, client: &Client, config: &Config) -> Result<(Option<Scope>, Vec<String>), Refusal> {
    let registered = client.scope(&config.policy);
    let asked: Option<Vec<&str>> = form.value("scope").map(|scope| scope.split(' ').collect());
    let resources: Vec<&str> = form.values("resource").collect();
    let purpose = Purpose::of(asked.as_deref(), &resources, &registered, config);
    let is_of_purpose = |value: &&str| Purpose::of_value(value, &config.policy) == purpose;
    let usable: Vec<&str> = registered.into_iter().filter(is_of_purpose).collect();
    let is_asked = asked.is_some();
    let scope = asked.unwrap_or_else(|| usable.clone());
    // A client with a full right can request a narrower one.
    let is_less = |value: &str| match purpose {
        Purpose::Administration => is_right_to_administer(value) && usable.contains(&ADMINISTER),
        Purpose::Registration => is_right(value) && usable.contains(&RIGHT),
        Purpose::Apis | Purpose::Clients | Purpose::Management => false,
    };
    if !scope.iter().all(|value| usable.contains(value) || is_less(value)) {
        let has_none = usable.is_empty();
        let must = if has_none {
            "be absent: the client has none"
        } else {
            "be within the one that the client has registered"
        };
        return Err(Refusal::InvalidScope(must));
    }
    let audience = purpose.audience(&resources, &scope, config)?;
    let is_offered = |value: &&str| config.is_offered(value, &audience);
    if is_asked && !scope.iter().all(is_offered) {
        return Err(Refusal::InvalidScope("have only values that a resource of the request offers"));
    }
    // Repeated values are removed: they could make a token too long to be introspected and revoked.
    let mut values: Vec<&str> = Vec::new();
    for value in scope.into_iter().filter(is_offered) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Ok((Scope::of(values.into_iter().map(str::to_owned)), audience))
}

/// The purpose of a token, which decides its audience. A token has one purpose. In the order in which a client that
/// requests no scope gets them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Calls of APIs.
    Apis,
    /// Registrations.
    Registration,
    /// Reading clients.
    Clients,
    /// The management of the client itself.
    Management,
    /// The admin API.
    Administration,
}

impl Purpose {
    const ALL: [Self; 5] = [Self::Apis, Self::Registration, Self::Clients, Self::Management, Self::Administration];

    /// Returns the purpose of a request: that of a right among the requested scope values, or of the requested
    /// resource, or the first that the client has a scope for.
    fn of(asked: Option<&[&str]>, resources: &[&str], registered: &[&str], config: &Config) -> Self {
        let of_value = |value: &&str| Self::of_value(value, &config.policy);
        let has = |purpose: &Self| registered.iter().any(|value| of_value(value) == *purpose);
        let with_rights = [Self::Administration, Self::Registration, Self::Clients, Self::Management];
        let found = match asked {
            Some(asked) => {
                with_rights.into_iter().find(|purpose| asked.iter().any(|value| of_value(value) == *purpose))
            }
            None if resources.is_empty() => Self::ALL.into_iter().find(has),
            None => {
                let is_named = |purpose: &Self| purpose.audience(resources, &[], config).is_ok();
                with_rights.into_iter().find(|purpose| has(purpose) && is_named(purpose))
            }
        };
        found.unwrap_or(Self::Apis)
    }

    fn of_value(value: &str, policy: &Policy) -> Self {
        match value {
            value if is_right(value) => Self::Registration,
            value if is_right_to_administer(value) => Self::Administration,
            value if is_right_to_read(value) => Self::Clients,
            value if policy.management_token.has_scope(value) => Self::Management,
            _ => Self::Apis,
        }
    }

    /// Returns what a token is for that names these resources and has this scope.
    fn audience(self, resources: &[&str], scope: &[&str], config: &Config) -> Result<Vec<String>, Refusal> {
        let endpoint = match self {
            Self::Apis => {
                let requested = config.requested_resources(resources, scope)?;
                return Ok(requested.into_iter().map(str::to_owned).collect());
            }
            Self::Administration => config.issuer.admin_api(),
            Self::Clients => config.issuer.clients_endpoint(),
            Self::Management | Self::Registration => config.issuer.registration_endpoint(),
        };
        let audience = audience(resources, std::iter::once(&*endpoint))?;
        Ok(audience.into_iter().map(str::to_owned).collect())
    }
}
