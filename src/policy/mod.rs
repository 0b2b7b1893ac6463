//! The policy: the features that this server supports and the values that it permits.
//!
//! Discovery and the rules read the same lists: clients can register exactly what discovery shows.

mod allowed_values;
mod authorization_server;
mod certificates;
mod collection;
mod guard;
mod management;
mod member_rules;
mod options;
mod own_endpoints;
mod profile;
mod redirects;
mod registrant_policy;
mod request_limits;
mod rights;
mod scopes;
mod secret_length;
mod signed_requests;
mod subject_rules;
mod template;

pub use allowed_values::{ANY_VALUES, AllowedValues};
pub use authorization_server::AuthorizationServer;
pub use certificates::CertificateIssuers;
pub use collection::Collection;
pub use guard::{Guard, Loopback, OwnHosts, PAUSE, Target};
pub use management::{Change, ManagementToken, TokenBinding};
pub use member_rules::{Form, MemberRule, Presence};
pub use options::{
    AssertionAudience, AttestationChallenges, AuthorizationResponses, CertificateNames, ClientIdSource, ClientReads,
    ClientSecretMethods, ClientStorage, ForeignPages, HttpPages, KeyCertificates, Limits, MobileClients,
    PartialAcceptance, PolicySource, PromptNone, ProofKeys, ProofNonces, PushedRequests, RegistrationMode,
    RequestObjectClaims, Rotation, ScopeRequests, SenderConstrainedTokens, ServerMembers, SoftwareStatements,
    UnsupportedValues,
};
pub use own_endpoints::OwnEndpoints;
pub use profile::{Choice, Profile, ProfileSetting, STATEMENT_ISSUERS};
pub use redirects::{APP_SCHEMES, AppScheme, FORBIDDEN_SCHEMES, RedirectForm, RedirectUris, Redirects};
pub use registrant_policy::{KINDS, PolicyVersion, RegistrantPolicy, has};
pub use request_limits::RequestLimits;
pub use rights::Rights;
pub use scopes::{
    ADMINISTER, OPENID_SCOPES, READ_CLIENTS, READ_EVERYTHING, RESERVED, RIGHT, STANDARD_SCOPES, Scopes,
    UnsupportedScope, is_right, is_right_to_administer, is_right_to_read, right_of_users,
};
pub use secret_length::SecretLength;
pub use signed_requests::{RequestNames, SignedRequestRules, SignedRequests};
pub use subject_rules::{Pattern, SubjectAttribute, SubjectRule, SubjectRules};
pub use template::Template;

use crate::client_metadata::{GrantType, ResponseType, SigningAlgorithm, TokenEndpointAuthMethod};
use crate::unit::{Seconds, Timestamp};

/// The policy for all clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The bundle of settings that the operator has chosen.
    pub profile: Option<&'static Profile>,
    /// The permitted registration modes. Without a mode nobody can register, and discovery shows no registration
    /// endpoint.
    pub registration_modes: Vec<RegistrationMode>,
    /// The issuers whose certificates count for registrations.
    pub certificate_issuers: CertificateIssuers,
    /// The rules on the subject of a certificate that permits to register without a software statement.
    pub certificate_subject: SubjectRules,
    /// The source of the identifiers of new clients.
    pub client_id_source: ClientIdSource,
    /// The token that a client manages itself with.
    pub management_token: ManagementToken,
    /// The keys that a registration access token is bound to, where the registration came with them.
    pub token_bindings: Vec<TokenBinding>,
    /// The treatment of software statements.
    pub software_statements: SoftwareStatements,
    /// The treatment of signed registrations.
    pub signed_requests: SignedRequests,
    /// The rules for signed registrations.
    pub signed_request_rules: SignedRequestRules,
    /// The place of new clients.
    pub client_storage: ClientStorage,
    /// The database that reads clients for tokens and authentication.
    pub client_reads: ClientReads,
    /// The changes that a client may make to itself.
    pub changes: Vec<Change>,
    /// Credentials that every update replaces.
    pub rotation_on_update: Vec<Rotation>,
    /// The time that a replaced registration access token is still accepted.
    pub rotation_grace: Seconds,
    /// The time that a replaced client secret is still accepted.
    pub secret_grace: Seconds,
    /// The lifetime of a client after its last use; `None` for ever.
    pub idle_life: Option<Seconds>,
    /// The lifetime of a client that was never used; `None` for ever.
    pub unused_life: Option<Seconds>,
    /// The maximum number of stored anonymous clients that were never used.
    pub stored_client_limit: u32,
    /// The lifetime of a client secret; `None` for ever. RFC 7591 section 3.2.1.
    pub secret_life: Option<Seconds>,
    /// The treatment of a registration with some unacceptable redirection URIs.
    pub partial_acceptance: PartialAcceptance,
    /// The treatment of grant types and response types that a client cannot have.
    pub unsupported_values: UnsupportedValues,
    /// The supported grant types. RFC 8414 section 2.
    pub grant_types_supported: Vec<GrantType>,
    /// Pairs of grants that no client may have together. RFC 7591 section 5.
    pub exclusive_grant_types: Vec<(GrantType, GrantType)>,
    /// The supported response types. RFC 8414 section 2.
    pub response_types_supported: Vec<ResponseType>,
    /// The response type of a client that registers none and can use this one. RFC 7591 section 2.
    pub default_response_type: ResponseType,
    /// The supported authentication methods. RFC 8414 section 2.
    pub token_endpoint_auth_methods_supported: Vec<TokenEndpointAuthMethod>,
    /// The default authentication method. RFC 7591 section 2.
    pub default_token_endpoint_auth_method: TokenEndpointAuthMethod,
    /// The length of client secrets.
    pub client_secret_length: SecretLength,
    /// The treatment of the two methods that send a client secret.
    pub client_secret_methods: ClientSecretMethods,
    /// The names of certificates that clients may register.
    pub certificate_names: CertificateNames,
    /// The treatment of the certificates beside registered keys.
    pub key_certificates: KeyCertificates,
    /// The accepted audiences of client assertions.
    pub assertion_audience: AssertionAudience,
    /// The proofs that count beside an attestation.
    pub attestation_challenges: AttestationChallenges,
    /// The supported algorithms of client assertions. RFC 8414 section 2.
    pub token_endpoint_auth_signing_alg_values_supported: Vec<SigningAlgorithm>,
    /// The authorization requests that must have a code challenge.
    pub proof_keys: ProofKeys,
    /// The proofs of a key that count.
    pub proof_nonces: ProofNonces,
    /// The way in which authorization requests come.
    pub pushed_requests: PushedRequests,
    /// The protection of authorization responses.
    pub authorization_responses: AuthorizationResponses,
    /// The claims of request objects.
    pub request_object_claims: RequestObjectClaims,
    /// The access tokens that are issued.
    pub sender_constrained_tokens: SenderConstrainedTokens,
    /// The scope values.
    pub scopes: Scopes,
    /// The source of policies for kinds of registrants.
    pub policies: PolicySource,
    /// The rules for single members.
    pub member_rules: Vec<MemberRule>,
    /// The treatment of the application type `mobile`.
    pub mobile_clients: MobileClients,
    /// The permitted redirection URIs.
    pub redirects: Redirects,
    /// The endpoints of this server: no redirection URI may lead to them.
    pub own_endpoints: OwnEndpoints,
    /// The treatment of pages on other hosts.
    pub foreign_pages: ForeignPages,
    /// The treatment of pages with an http URI.
    pub http_pages: HttpPages,
    /// The scope values that clients may ask their users for.
    pub scope_requests: ScopeRequests,
    /// The clients that get errors of requests with `prompt=none` at once.
    pub prompt_none: PromptNone,
    /// The treatment of members in an update that only the server sets.
    pub server_members: ServerMembers,
    /// The limits on the size of a client.
    pub limits: Limits,
    /// The guard of outbound requests.
    pub guard: Guard,
    /// The metadata of the authorization server.
    pub authorization_server: AuthorizationServer,
    /// The templates.
    pub templates: Vec<Template>,
}

/// The minimum time between two recorded uses of a client.
pub const NOTED_EVERY: Seconds = Seconds::of_days(1);

impl Policy {
    /// Returns the template of a name.
    #[must_use]
    pub fn template(&self, name: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.name() == name)
    }

    /// Returns true if a client with a registered method may authenticate with another one, or with the same.
    ///
    /// Both must be supported. Many client libraries send the secret in the header or in the body, whatever method is
    /// registered.
    #[must_use]
    pub fn permits_method(&self, registered: &TokenEndpointAuthMethod, used: &TokenEndpointAuthMethod) -> bool {
        use TokenEndpointAuthMethod::{ClientSecretBasic, ClientSecretPost};
        let is_supported = |method| self.token_endpoint_auth_methods_supported.contains(method);
        let sends_secret = |method: &_| matches!(method, ClientSecretBasic | ClientSecretPost);
        let is_alike =
            self.client_secret_methods == ClientSecretMethods::Either && sends_secret(registered) && sends_secret(used);
        (registered == used || is_alike) && is_supported(registered) && is_supported(used)
    }

    /// Returns the last recorded use up to which a client counts as idle; `None` if no client ever does.
    ///
    /// The true last use can be later than the recorded one, so the time between two records is added.
    #[must_use]
    pub fn idle_since(&self, now: Timestamp) -> Option<Timestamp> {
        self.idle_life.map(|life| now.before(life).before(NOTED_EVERY))
    }

    /// Returns the time of issue up to which a client that was never used has ended; `None` if such clients never end.
    #[must_use]
    pub fn unused_since(&self, now: Timestamp) -> Option<Timestamp> {
        self.unused_life.map(|life| now.before(life))
    }

    /// Returns the grants that a response type needs. Where the implicit grant is not supported, `code id_token` needs the code
    /// alone: it gives no token to the browser. RFC 7591 section 2.1.
    #[must_use]
    pub fn grants_of(&self, response_type: &ResponseType) -> &'static [GrantType] {
        match response_type {
            ResponseType::CodeIdToken if !self.grant_types_supported.contains(&GrantType::Implicit) => {
                &[GrantType::AuthorizationCode]
            }
            other => other.grants(),
        }
    }

    /// Returns true if this server issues tokens: clients get them for themselves, or users sign in here, and the operator
    /// names no other token endpoint.
    #[must_use]
    pub fn has_own_tokens(&self) -> bool {
        let is_of_clients = self.grant_types_supported.contains(&GrantType::ClientCredentials);
        self.has_own_sign_in() || (is_of_clients && !self.authorization_server.has_other_token_endpoint)
    }

    /// Returns true if users sign in at this server: it supports the code flow, and the operator names no other
    /// authorization endpoint and no other token endpoint.
    #[must_use]
    pub fn has_own_sign_in(&self) -> bool {
        let server = &self.authorization_server;
        self.grant_types_supported.contains(&GrantType::AuthorizationCode)
            && !server.has_other_authorization_endpoint
            && !server.has_other_token_endpoint
    }

    /// Returns true if devices without a browser get tokens of this server. RFC 8628.
    #[must_use]
    pub fn has_devices(&self) -> bool {
        self.has_own_sign_in() && self.grant_types_supported.contains(&GrantType::DeviceCode)
    }

    /// Returns true if the page of a sign-out loads addresses of clients. OpenID Connect Front-Channel Logout.
    #[must_use]
    pub fn has_frontchannel_logout(&self) -> bool {
        self.has_own_sign_in() && self.authorization_server.has("frontchannel_logout_supported")
    }

    /// Returns true if this server sees every use of a client: it issues the tokens, and there is no authorization
    /// endpoint that uses clients without asking this server.
    #[must_use]
    pub fn sees_uses(&self) -> bool {
        self.has_own_tokens() && !self.authorization_server.has_other_authorization_endpoint
    }

    /// Returns true if the certificate of a token request matters.
    #[must_use]
    pub fn asks_for_certificates(&self) -> bool {
        let methods = &self.token_endpoint_auth_methods_supported;
        self.has_own_tokens()
            && (methods.contains(&TokenEndpointAuthMethod::TlsClientAuth)
                || methods.contains(&TokenEndpointAuthMethod::SelfSignedTlsClientAuth)
                || self.authorization_server.has("tls_client_certificate_bound_access_tokens"))
    }
}
