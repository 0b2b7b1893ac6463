//! What this server supports and permits: data, and the questions asked of it.
//!
//! Discovery and the rules read the same lists, so that what is advertised can be registered and nothing else.

mod allowed_values;
mod app_schemes;
mod authorization_server;
mod guard;
mod limits;
mod own_endpoints;
mod redirects;
mod rights;
mod scopes;
mod template;

pub use allowed_values::{ANY_VALUES, AllowedValues, RequestLimits};
pub use app_schemes::{APP_SCHEMES, AppScheme};
pub use authorization_server::AuthorizationServer;
pub use guard::{Guard, Loopback, OwnHosts, Target};
pub use limits::Limits;
pub use own_endpoints::OwnEndpoints;
pub use redirects::{FORBIDDEN_SCHEMES, RedirectForm, RedirectUris, Redirects};
pub use rights::Rights;
pub use scopes::{RESERVED, RIGHT, Scopes, UnsupportedScope, is_right};
pub use template::Template;

use crate::client_metadata::{GrantType, ResponseType, SigningAlgorithm, TokenEndpointAuthMethod};
use crate::unit::{ByteCount, Seconds, Timestamp};

/// What it takes to register. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationMode {
    /// A certificate of a trusted issuer.
    Certificate,
    /// Both.
    CertificateAndToken,
    /// Nothing but to stay within the limits against floods. RFC 7591 section 3.
    Open,
    /// A software statement of a trusted issuer. RFC 7591 section 2.3.
    Statement,
    /// An initial access token. RFC 7591 section 3.
    Token,
}

/// Whom an assertion that a client authenticates with may name as its audience. RFC 7523 section 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssertionAudience {
    /// The issuer alone, as FAPI 2.0 section 5.3.2.1 wants it.
    Issuer,
    /// The issuer, the token endpoint or the endpoint that is asked.
    Server,
}

/// Whether the two ways to send a client secret stand for each other. RFC 6749 section 2.3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientSecretMethods {
    /// A client of `client_secret_basic` may use `client_secret_post`, and the other way round.
    Either,
    /// A client uses the method that it has registered.
    Registered,
}

/// Where clients are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientStorage {
    /// In their identifiers, which are no longer than this; those that do not fit are stored.
    Sealed {
        /// How long an identifier may be.
        limit: ByteCount,
        /// How long it may be where a software statement is in it.
        limit_with_statement: ByteCount,
    },
    /// In the store.
    Stored,
}

/// Where clients are read that prove who they are, or whose tokens come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientReads {
    /// Where they are written: whatever was changed counts for the next request.
    Primary,
    /// At the nearest copy, which may not know yet what was changed a moment ago.
    Replica,
}

/// What becomes of software statements. RFC 7591 section 3.1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoftwareStatements {
    /// They are passed over, as if there was none.
    Ignored,
    /// Who brings one is registered as it says.
    Optional,
    /// Nobody is registered without one.
    Required,
}

/// Whether a registration may come as a JWT that is signed with a key of the software statement in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedRequests {
    /// It may not.
    Off,
    /// It may.
    Optional,
    /// It must.
    Required,
}

/// What becomes of a registration some of whose redirection URIs cannot be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartialAcceptance {
    /// It is refused as a whole. OpenID Connect Registration section 3.2.
    Off,
    /// Those URIs are dropped, and the answer says so.
    On,
}

/// Credentials that an update replaces, whether or not it must. RFC 7592 section 2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// The client secret.
    Secret,
    /// The registration access token.
    Token,
}

/// The treatment of grant and response types that a client cannot have, beside others that it can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsupportedValues {
    /// They are left out, and the answer says so. RFC 7591 section 3.2.1.
    Drop,
    /// They refuse the registration.
    Refuse,
}

/// What becomes of pages of a client, such as its logo, that are not where it is redirected to. RFC 7591 section 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForeignPages {
    /// They are registered, and whoever asks is told.
    Flag,
    /// They are refused.
    Refuse,
}

/// The treatment of a client's pages, such as its logo, that have an http URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpPages {
    /// They are registered, and whoever asks is told. RFC 7591 section 2.
    Flag,
    /// They are refused.
    Refuse,
}

/// What becomes of members in an update that only the server sets. RFC 7592 section 2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerMembers {
    /// They are passed over.
    Ignore,
    /// They refuse the update.
    Refuse,
}

/// What a client may do to itself besides reading. RFC 7592 sections 2.2 and 2.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Delete itself.
    Delete,
    /// Replace its metadata.
    Update,
}

/// What can be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What it takes to register, any one of them; nobody may without one, and nothing is advertised.
    pub registration_modes: Vec<RegistrationMode>,
    /// The names of those whose certificates permit to register, in the form of RFC 2253.
    pub certificate_issuers: Vec<String>,
    /// What becomes of software statements.
    pub software_statements: SoftwareStatements,
    /// Whether a registration may come as a JWT.
    pub signed_requests: SignedRequests,
    /// Where clients are.
    pub client_storage: ClientStorage,
    /// Where they are read by whoever does not change them.
    pub client_reads: ClientReads,
    /// What a client may do to itself besides reading.
    pub changes: Vec<Change>,
    /// Credentials that every update replaces.
    pub rotation_on_update: Vec<Rotation>,
    /// How long a replaced registration access token is still accepted.
    pub rotation_grace: Seconds,
    /// How long a replaced client secret is still accepted.
    pub secret_grace: Seconds,
    /// How long a client lives that is not used; `None` for ever.
    pub idle_life: Option<Seconds>,
    /// How long a client lives that was never used; `None` for ever.
    pub unused_life: Option<Seconds>,
    /// How many clients are stored that nobody vouches for and that were never used.
    pub stored_client_limit: u32,
    /// How long a client secret lives; `None` for ever. RFC 7591 section 3.2.1.
    pub secret_life: Option<Seconds>,
    /// What becomes of a registration some of whose redirection URIs cannot be accepted.
    pub partial_acceptance: PartialAcceptance,
    /// The treatment of grant and response types that a client cannot have.
    pub unsupported_values: UnsupportedValues,
    /// Grants a client may register. RFC 8414 section 2.
    pub grant_types_supported: Vec<GrantType>,
    /// Grants that no client may have together. RFC 7591 section 5.
    pub exclusive_grant_types: Vec<(GrantType, GrantType)>,
    /// Response types a client may register. RFC 8414 section 2.
    pub response_types_supported: Vec<ResponseType>,
    /// Ways a client may authenticate. RFC 8414 section 2.
    pub token_endpoint_auth_methods_supported: Vec<TokenEndpointAuthMethod>,
    /// How a client authenticates that does not say. RFC 7591 section 2.
    pub default_token_endpoint_auth_method: TokenEndpointAuthMethod,
    /// Whether the two ways to send a client secret stand for each other.
    pub client_secret_methods: ClientSecretMethods,
    /// Whom the assertions that clients authenticate with may name as their audience.
    pub assertion_audience: AssertionAudience,
    /// Algorithms of these assertions. RFC 8414 section 2.
    pub token_endpoint_auth_signing_alg_values_supported: Vec<SigningAlgorithm>,
    /// Scope values.
    pub scopes: Scopes,
    /// Where clients may be redirected to.
    pub redirects: Redirects,
    /// Where nobody is redirected to.
    pub own_endpoints: OwnEndpoints,
    /// What becomes of pages elsewhere.
    pub foreign_pages: ForeignPages,
    /// The treatment of pages with an http URI.
    pub http_pages: HttpPages,
    /// What becomes of members in an update that only the server sets.
    pub server_members: ServerMembers,
    /// How much a client may register.
    pub limits: Limits,
    /// What may be fetched.
    pub guard: Guard,
    /// What the authorization server can do that clients are registered for.
    pub authorization_server: AuthorizationServer,
    /// What the operator says once for many clients.
    pub templates: Vec<Template>,
}

/// How often a use of a client is noted at most.
pub const NOTED_EVERY: Seconds = Seconds::of_days(1);

impl Policy {
    /// The template of a name.
    #[must_use]
    pub fn template(&self, name: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.name() == name)
    }

    /// Whether a client that has registered one method may authenticate with another, or with the same.
    ///
    /// Both are supported. Many client libraries send the secret in the header, or in the body, whatever was registered.
    #[must_use]
    pub fn permits_method(&self, registered: &TokenEndpointAuthMethod, used: &TokenEndpointAuthMethod) -> bool {
        use TokenEndpointAuthMethod::{ClientSecretBasic, ClientSecretPost};
        let is_supported = |method| self.token_endpoint_auth_methods_supported.contains(method);
        let sends_secret = |method: &_| matches!(method, ClientSecretBasic | ClientSecretPost);
        let is_alike =
            self.client_secret_methods == ClientSecretMethods::Either && sends_secret(registered) && sends_secret(used);
        (registered == used || is_alike) && is_supported(registered) && is_supported(used)
    }

    /// Whoever was last noted at this time or before is idle; `None` where nobody ever is. A use may be as much younger than
    /// its note as there is between two.
    #[must_use]
    pub fn idle_since(&self, now: Timestamp) -> Option<Timestamp> {
        self.idle_life.map(|life| now.before(life).before(NOTED_EVERY))
    }

    /// Returns the time of issue up to which a client that was never used is over; `None` where it lives for ever.
    #[must_use]
    pub fn unused_since(&self, now: Timestamp) -> Option<Timestamp> {
        self.unused_life.map(|life| now.before(life))
    }

    /// Whether this server issues tokens itself: where it supports a grant of its own, unless the operator names the token
    /// endpoint of another server.
    #[must_use]
    pub fn has_own_tokens(&self) -> bool {
        self.grant_types_supported.contains(&GrantType::ClientCredentials)
            && !self.authorization_server.has("token_endpoint")
    }

    /// Whether this server sees each use of a client: it issues the tokens, and there is no authorization endpoint, where clients
    /// would be used that never ask here for a token.
    #[must_use]
    pub fn sees_uses(&self) -> bool {
        self.has_own_tokens() && !self.authorization_server.has("authorization_endpoint")
    }

    /// Whether it makes a difference which certificate a client shows that asks for a token.
    #[must_use]
    pub fn asks_for_certificates(&self) -> bool {
        let methods = &self.token_endpoint_auth_methods_supported;
        self.has_own_tokens()
            && (methods.contains(&TokenEndpointAuthMethod::TlsClientAuth)
                || self.authorization_server.has("tls_client_certificate_bound_access_tokens"))
    }
}
