//! The configuration of this server, read from the settings.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::client_metadata::{EncryptionAlgorithm, Keyword, SigningAlgorithm};
use crate::error::Fault;
use crate::key_ring::KeyRing;
use crate::model::{
    AccessTeam, Attester, AuditRetention, Authorities, Brand, CertificateSource, ClientDocuments, ClientId,
    ConfiguredClient, Home, IdentityProvider, Issuer, KeyAlgorithm, Metrics, OperatorData, PHISHING_RESISTANT,
    RegistrationHook, Resource, SecondFactor, StatementIssuer, TWO_FACTORS, Telling, Trust, TrustedIssuer, User,
    VerifiedDomains, Webhook, has_role,
};
use crate::policy::{Guard, Policy, RegistrationMode, TokenBinding};
use crate::unit::{ByteCount, Seconds};

/// The configuration of this server. It is copied when the data of operators is read, so its long parts are shared.
#[derive(Clone, Debug)]
pub struct Config {
    /// The issuer identifier of this server.
    pub issuer: Issuer,
    /// The issuer identifier that this server would have at the host where TLS asks for certificates. No token names it.
    pub alias: Option<Issuer>,
    /// Former issuer identifiers of this server. Clients that were sealed under them stay valid.
    pub former_issuers: Vec<Issuer>,
    /// The brand of the operator, which the pages show.
    pub brand: Brand,
    /// The master secret: derives credentials and seals clients.
    pub keys: KeyRing,
    /// A ring of one key that derives pairwise subject identifiers.
    pub pairwise_salt: Option<KeyRing>,
    /// The features that this server supports and permits.
    pub policy: Policy,
    /// The authorities whose certificates of clients count, where the platform does not verify them.
    pub authorities: Arc<Authorities>,
    /// Where the facts about the certificate of a client come from.
    pub certificate_source: CertificateSource,
    /// The clients that the operator defines.
    pub clients: Arc<[ConfiguredClient]>,
    /// The rules for clients that a document describes; `None` if there are none.
    pub client_documents: Option<ClientDocuments>,
    /// The servers where users sign in, beside this one.
    pub identity_providers: Arc<[IdentityProvider]>,
    /// Authorization servers whose access tokens permit to register.
    pub token_issuers: Arc<[TrustedIssuer]>,
    /// The servers that vouch for installations of apps.
    pub attesters: Arc<[Attester]>,
    /// The trusted issuers of software statements.
    pub statement_issuers: Arc<[StatementIssuer]>,
    /// The data of operators that is in force beside the settings: see [`Config::data`].
    pub data: Result<Arc<OperatorData>, Fault>,
    /// The team of Cloudflare Access whose members call the admin API.
    pub access: Option<Arc<AccessTeam>>,
    /// The operator's own check of registrations.
    pub hook: Option<RegistrationHook>,
    /// The trust tiers whose clients wait for the approval of an operator.
    pub approval: Vec<Trust>,
    /// Whether proofs of redirection domains are looked for.
    pub verified_domains: VerifiedDomains,
    /// How long the audit log is kept.
    pub audit: AuditRetention,
    /// The rules for the counters.
    pub metrics: Metrics,
    /// The receiver of events of accounts.
    pub webhook: Option<Webhook>,
    /// The guard for fetches from trusted issuers, for the hook and for the receiver of events: it permits any address that the operator has set.
    pub issuer_guard: Guard,
    /// The number of clients that one access token can register.
    pub access_token_uses: u32,
    /// The lifetime of an access token.
    pub access_token_life: Seconds,
    /// The claims of users that access tokens have, unless their resource says otherwise.
    pub access_token_claims: Vec<String>,
    /// How long a refresh token may stay unused.
    pub refresh_token_idle: Seconds,
    /// How long a user's grant lasts, however often its refresh token is used.
    pub refresh_token_life: Seconds,
    /// The algorithm that access tokens are signed with.
    pub access_token_algorithm: SigningAlgorithm,
    /// The resources that access tokens are issued for. The first is the default.
    pub resources: Arc<[Resource]>,
    /// The longest request body that is read.
    pub body_limit: ByteCount,
    /// How long the tombstone of a deleted client is kept.
    pub deleted_client_retention: Seconds,
    /// The sign-in of users.
    pub sign_in: SignIn,
    /// The signed form of the discovery documents.
    pub signed_metadata: SignedMetadata,
    /// How long caches may keep the discovery documents.
    pub discovery_max_age: Seconds,
}

/// The signed form of the discovery documents. RFC 8414 section 2.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedMetadata {
    /// There is none.
    Off,
    /// A JWT of all members, signed with the algorithm of access tokens.
    On,
}

/// The sign-in of users at this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Permits or refuses users who sign in here, with a password.
    pub local_users: LocalUsers,
    /// Permits or refuses passkeys of local users.
    pub passkeys: Passkeys,
    /// The rule for second factors.
    pub second_factor: SecondFactor,
    /// The roles and groups whose users may use the console; empty for no console.
    pub console_roles: Vec<String>,
    /// How long a browser may be idle before its session ends.
    pub session_idle: Seconds,
    /// How long a session lives, used or not.
    pub session_life: Seconds,
}

impl SignIn {
    /// Returns the authentication context classes that users can reach at this server.
    #[must_use]
    pub fn contexts(&self) -> &'static [&'static str] {
        match self.local_users {
            LocalUsers::Allowed => match (self.passkeys, self.second_factor.is_on()) {
                (Passkeys::Allowed, true) => &[PHISHING_RESISTANT, TWO_FACTORS],
                (Passkeys::Allowed, false) => &[PHISHING_RESISTANT],
                (Passkeys::Refused, true) => &[TWO_FACTORS],
                (Passkeys::Refused, false) => &[],
            },
            LocalUsers::Refused => &[],
        }
    }
}

/// Users who sign in with a password at this server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalUsers {
    /// Permitted.
    Allowed,
    /// Refused: users sign in at identity providers alone.
    Refused,
}

/// Passkeys of local users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passkeys {
    /// Users may add them, and sign in with them.
    Allowed,
    /// Refused, those that exist too.
    Refused,
}

/// The kinds of messages that this server signs, as the lists of discovery name them.
const SIGNED_HERE: [&str; 4] = ["authorization", "id_token", "introspection", "userinfo"];

impl Config {
    /// Returns the issuer identifiers of this server, the current one first.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        std::iter::once(&self.issuer).chain(&self.former_issuers).map(Issuer::as_str)
    }

    /// Returns true if the assertions of an identity provider count.
    #[must_use]
    pub fn takes_assertions(&self) -> bool {
        self.identity_providers.iter().any(|provider| provider.asserts)
    }

    /// Returns the URL at which a client manages itself: at the host where TLS asks for certificates, if there is one, and
    /// a client needs a certificate to register or to manage itself.
    #[must_use]
    pub fn client_configuration_endpoint(&self, id: &ClientId) -> String {
        let needs_certificate = |mode: &RegistrationMode| {
            matches!(mode, RegistrationMode::Certificate | RegistrationMode::CertificateAndToken)
        };
        let modes = &self.policy.registration_modes;
        let is_bound = self.policy.token_bindings.contains(&TokenBinding::Certificate);
        let is_at_alias = is_bound || (!modes.is_empty() && modes.iter().all(needs_certificate));
        self.alias.as_ref().filter(|_| is_at_alias).unwrap_or(&self.issuer).client_configuration_endpoint(id)
    }

    /// Returns true if an address is that of an endpoint of this server, given by its own address: there, or at the host
    /// where TLS asks for certificates. RFC 8705 section 5.
    #[must_use]
    pub fn is_at(&self, address: &str, endpoint: &str) -> bool {
        let at_alias = |alias: &Issuer| {
            let path = endpoint.strip_prefix(self.issuer.as_str());
            path.is_some_and(|path| address.strip_prefix(alias.as_str()) == Some(path))
        };
        address == endpoint || self.alias.as_ref().is_some_and(at_alias)
    }

    /// Returns the algorithms that this server has keys for: ES256 and RS256, PS256 if access tokens have it or a list of
    /// discovery does, and those that clients may encrypt request objects with.
    #[must_use]
    pub fn key_algorithms(&self) -> Vec<KeyAlgorithm> {
        let server = &self.policy.authorization_server;
        let is_listed = SIGNED_HERE.iter().any(|kind| {
            server.supports(&format!("{kind}_signing_alg_values_supported"), SigningAlgorithm::Ps256.name())
        });
        let wants_ps256 = is_listed || self.access_token_algorithm == SigningAlgorithm::Ps256;
        let further = wants_ps256.then_some(SigningAlgorithm::Ps256);
        let signing = [SigningAlgorithm::Es256, SigningAlgorithm::Rs256].into_iter().chain(further);
        let encrypted = server.values("request_object_encryption_alg_values_supported").map(EncryptionAlgorithm::of);
        let encrypted = encrypted.filter(|_| self.policy.has_own_sign_in());
        signing.map(KeyAlgorithm::Signing).chain(encrypted.map(KeyAlgorithm::Encryption)).collect()
    }

    /// Returns true if this server signs with an algorithm. A client may have registered another one while another server
    /// signed.
    #[must_use]
    pub fn signs(&self, algorithm: &SigningAlgorithm) -> bool {
        self.key_algorithms().contains(&KeyAlgorithm::from(algorithm))
    }

    /// Returns true if servers of the operator get what this server signs: the registration hook its questions, and the
    /// receiver of events its events.
    #[must_use]
    pub fn signs_for_operator(&self) -> bool {
        self.webhook.is_some() || self.hook.as_ref().and_then(RegistrationHook::uri).is_some()
    }

    /// Returns the client of the settings with this identifier.
    #[must_use]
    pub fn client(&self, id: &str) -> Option<&ConfiguredClient> {
        self.clients.iter().find(|client| client.id.as_str() == id)
    }

    /// Returns true if a user has a role of the console. The roles of users of an identity provider count under its name alone:
    /// anybody else's provider could call its users what it likes.
    #[must_use]
    pub fn may_administer(&self, user: &User) -> bool {
        match &user.home {
            Home::Local { .. } => self.has_console_role(None, &user.claims),
            Home::Provider { issuer, .. } => self.has_console_role(Some(issuer), &user.claims),
        }
    }

    /// Returns true if the claims of a local user, or of a user of this provider, have a role of the console.
    #[must_use]
    pub fn has_console_role(&self, provider: Option<&str>, claims: &Map<String, Value>) -> bool {
        let roles = &self.sign_in.console_roles;
        let Some(issuer) = provider else { return has_role(claims, roles) };
        self.identity_providers.iter().any(|provider| {
            let of_provider = |role: &String| {
                let role = role.strip_prefix(&*provider.name)?.strip_prefix('/')?;
                Some(role.to_owned())
            };
            let roles: Vec<String> = roles.iter().filter_map(of_provider).collect();
            provider.issuer() == issuer && has_role(claims, &roles)
        })
    }

    /// Returns true if a client of the settings or a member of the team may call the admin API.
    #[must_use]
    pub fn has_administrators(&self) -> bool {
        self.access.is_some() || self.clients.iter().any(ConfiguredClient::administers)
    }

    /// Returns the clients that learn of the end of a session. OpenID Connect Back-Channel Logout.
    #[must_use]
    pub fn telling(&self) -> Telling {
        if self.policy.authorization_server.has("backchannel_logout_supported") {
            Telling::Queued
        } else {
            Telling::Listed
        }
    }

    /// Returns true if a client of the settings may read all clients.
    #[must_use]
    pub fn has_readers(&self) -> bool {
        self.clients.iter().any(ConfiguredClient::reads_clients)
    }

    /// Returns true if a text is a current or former issuer identifier of this server.
    #[must_use]
    pub fn is_own(&self, name: &str) -> bool {
        self.names().any(|own| own == name)
    }
}
