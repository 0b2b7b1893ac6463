//! The endpoints and abilities of a provider: from its metadata, or from the settings. OpenID Connect Discovery section 3.

use serde_json::{Map, Value};

use crate::client_metadata::AbsoluteUri;
use crate::http::Peer;
use crate::model::{Config, IdentityProvider, Protocol};
use crate::outbound::find;
use crate::policy::Guard;
use crate::ports::{Cache, Clock, Fetch, Throttle};
use crate::sign_in::provider::Failure;

/// The endpoints and abilities of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderMetadata {
    /// The issuer to which the subjects of the provider belong.
    pub issuer: String,
    /// The page where users sign in.
    pub authorization_endpoint: AbsoluteUri,
    /// The endpoint that exchanges codes.
    pub token_endpoint: AbsoluteUri,
    /// The endpoint that describes users.
    pub userinfo_endpoint: Option<AbsoluteUri>,
    /// The keys that verify ID tokens.
    pub jwks_uri: Option<AbsoluteUri>,
    /// The endpoint where clients register.
    pub registration_endpoint: Option<AbsoluteUri>,
    /// The methods of client authentication.
    pub methods: Vec<String>,
    /// True if every authorization response has `iss`. RFC 9207 section 3.
    pub names_itself: bool,
    /// The guard that permits these endpoints.
    pub guard: Guard,
}

/// The methods of a provider that names none. OpenID Connect Discovery section 3.
const DEFAULT_METHODS: [&str; 1] = ["client_secret_basic"];

impl ProviderMetadata {
    /// Returns the metadata of a provider. The document of an OpenID Provider is cached as other documents are.
    pub async fn of(
        provider: &IdentityProvider,
        peer: Peer,
        config: &Config,
        ports: &(impl Cache + Clock + Fetch + Throttle),
    ) -> Result<Self, Failure> {
        let issuer = match &provider.protocol {
            Protocol::OpenId(issuer) => issuer,
            Protocol::OAuth(endpoints) => {
                let [token, userinfo] = [&endpoints.token_endpoint, &endpoints.userinfo_endpoint].map(Clone::clone);
                return Ok(Self {
                    issuer: provider.issuer(),
                    authorization_endpoint: endpoints.authorization_endpoint.clone(),
                    guard: vouching(vec![token.clone(), userinfo.clone()], config),
                    token_endpoint: token,
                    userinfo_endpoint: Some(userinfo),
                    jwks_uri: None,
                    registration_endpoint: None,
                    methods: Vec::new(),
                    names_itself: false,
                });
            }
        };
        // OpenID Connect Discovery section 4.1 removes a slash at the end; RFC 8414 has another address for an issuer
        // with a path.
        let address = format!("{}/.well-known/openid-configuration", issuer.as_str().trim_end_matches('/'));
        let address = AbsoluteUri::parse(&address).map_err(|_| Failure::of_provider("its issuer is too odd"))?;
        let read = async |document: &Value| Self::read(document, issuer, config);
        find(&address, read, peer, &vouching(vec![address.clone()], config), ports).await
    }

    fn read(document: &Value, issuer: &AbsoluteUri, config: &Config) -> Result<Self, Failure> {
        let nothing = Map::new();
        let document = document.as_object().unwrap_or(&nothing);
        // Another issuer could be one whose users this provider must not name. OpenID Connect Discovery section 4.3.
        if document.get("issuer").and_then(Value::as_str) != Some(issuer.as_str()) {
            return Err(Failure::of_provider("its metadata are those of another issuer"));
        }
        let endpoint = |name| Endpoint { name, document }.read(issuer, config);
        let required = |name: &'static str| {
            let missing = || Failure::of_provider(format!("its metadata have no usable {name}"));
            endpoint(name)?.ok_or_else(missing)
        };
        let (token_endpoint, jwks_uri) = (required("token_endpoint")?, required("jwks_uri")?);
        let userinfo_endpoint = endpoint("userinfo_endpoint")?;
        let registration_endpoint = endpoint("registration_endpoint")?;
        let vouched =
            [Some(&token_endpoint), Some(&jwks_uri), userinfo_endpoint.as_ref(), registration_endpoint.as_ref()];
        let methods = document.get("token_endpoint_auth_methods_supported").and_then(Value::as_array);
        let methods = methods.map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        Ok(Self {
            issuer: issuer.as_str().to_owned(),
            authorization_endpoint: required("authorization_endpoint")?,
            guard: vouching(vouched.into_iter().flatten().cloned().collect(), config),
            token_endpoint,
            userinfo_endpoint,
            jwks_uri: Some(jwks_uri),
            registration_endpoint,
            methods: methods.unwrap_or_else(|| DEFAULT_METHODS.map(str::to_owned).to_vec()),
            names_itself: document.get("authorization_response_iss_parameter_supported") == Some(&Value::Bool(true)),
        })
    }
}

/// An endpoint in the metadata.
struct Endpoint<'a> {
    name: &'static str,
    document: &'a Map<String, Value>,
}

impl Endpoint<'_> {
    /// Reads the URL; `None` if it is absent. It is at the provider's own origin, or one that the guard permits: a
    /// provider that was taken over must not lead this server into other networks.
    fn read(&self, issuer: &AbsoluteUri, config: &Config) -> Result<Option<AbsoluteUri>, Failure> {
        let Some(value) = self.document.get(self.name) else { return Ok(None) };
        let uri = value.as_str().filter(|text| config.issuer.may_have(text));
        let uri = uri.and_then(|text| AbsoluteUri::parse(text).ok());
        let uri = uri.filter(|uri| uri.origin() == issuer.origin() || config.policy.guard.permits(uri));
        let unusable = || Failure::of_provider(format!("the {} in its metadata is not usable", self.name));
        uri.map(Some).ok_or_else(unusable)
    }
}

/// Returns a guard that counts these addresses as the operator's, who has named the provider.
fn vouching(trusted: Vec<AbsoluteUri>, config: &Config) -> Guard {
    Guard { trusted, ..config.policy.guard.clone() }
}
