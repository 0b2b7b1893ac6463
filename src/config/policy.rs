//! The settings of the policy, and the checks that they agree.

use crate::client_metadata::{
    AbsoluteUri, GrantType, Keyword, ResponseType, SigningAlgorithm, TokenEndpointAuthMethod,
};
use crate::config::choices;
use crate::config::settings::{Choices, Settings};
use crate::config::{
    authorization_server, certificate_rules, consistency, limits, management, member_rules, mutual_tls, own_sign_in,
    redirects, scopes, signed_requests, tokens,
};
use crate::key_ring::KeyRing;
use crate::model::Issuer;
use crate::policy::{
    AuthorizationServer, ClientStorage, Guard, Loopback, OwnEndpoints, OwnHosts, PAUSE, Policy, RegistrationMode,
    Target,
};
use crate::unit::{ByteCount, Seconds};

const DEFAULT_GRANTS: [GrantType; 3] =
    [GrantType::AuthorizationCode, GrantType::RefreshToken, GrantType::ClientCredentials];

/// All methods that need no certificate. The default method comes first: some client libraries use the first method of
/// the list.
const DEFAULT_METHODS: [TokenEndpointAuthMethod; 5] = [
    TokenEndpointAuthMethod::ClientSecretBasic,
    TokenEndpointAuthMethod::ClientSecretPost,
    TokenEndpointAuthMethod::ClientSecretJwt,
    TokenEndpointAuthMethod::PrivateKeyJwt,
    TokenEndpointAuthMethod::None,
];

/// Reads the policy. `rights` are reserved scope values of other issuers, and `salt` makes pairwise subjects.
pub fn read(
    settings: &Settings<'_>,
    issuer: &Issuer,
    other_names: &OtherNames<'_>,
    rights: &[&str],
    salt: Option<&KeyRing>,
) -> Policy {
    let grants = settings.keywords("GRANT_TYPES_SUPPORTED", &DEFAULT_GRANTS);
    let default_response_types: &[ResponseType] =
        if grants.contains(&GrantType::AuthorizationCode) { &[ResponseType::Code] } else { &[] };
    let methods = settings.keywords("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", &DEFAULT_METHODS);
    let authorization_server = AuthorizationServer::new(authorization_server::read(settings, issuer));
    let secret_length = limits::secret_length(settings);
    let fitting: Vec<SigningAlgorithm> =
        SigningAlgorithm::ALL.iter().filter(|algorithm| secret_length.fits(algorithm)).cloned().collect();
    let mut policy = Policy {
        profile: settings.profile(),
        software_statements: settings.choice("SOFTWARE_STATEMENTS", &choices::SOFTWARE_STATEMENTS),
        signed_requests: settings.choice("SIGNED_REQUESTS", &choices::SIGNED_REQUESTS),
        signed_request_rules: signed_requests::read(settings),
        registration_modes: registration_modes(settings),
        certificate_issuers: certificate_rules::issuers(settings),
        certificate_subject: certificate_rules::subject(settings),
        client_id_source: settings.choice("CLIENT_ID_SOURCE", &choices::CLIENT_ID_SOURCES),
        management_token: management::token(settings),
        token_bindings: management::bindings(settings),
        client_storage: client_storage(settings),
        client_reads: settings.choice("CLIENT_READS", &choices::CLIENT_READS),
        changes: settings
            .choices("CLIENT_CHANGES", &choices::CHANGES)
            .unwrap_or_else(|| choices::CHANGES.map(|(_, it)| it).to_vec()),
        rotation_on_update: settings.choices("ROTATION_ON_UPDATE", &choices::ROTATIONS).unwrap_or_default(),
        rotation_grace: Seconds(settings.number("ROTATION_GRACE_SECONDS", 0..=86_400, 300)),
        secret_grace: Seconds(settings.number("SECRET_GRACE_SECONDS", 0..=2_592_000, 0)),
        idle_life: Some(Seconds::of_days(settings.number("IDLE_CLIENT_DAYS", 0..=3650, 0))).filter(|it| it.0 > 0),
        unused_life: None,
        stored_client_limit: stored_client_limit(settings),
        secret_life: Some(Seconds::of_days(settings.number("SECRET_LIFE_DAYS", 0..=3650, 0))).filter(|it| it.0 > 0),
        unsupported_values: settings.choice("UNSUPPORTED_VALUES", &choices::UNSUPPORTED_VALUES),
        partial_acceptance: settings.choice("PARTIAL_ACCEPTANCE", &choices::PARTIAL_ACCEPTANCE),
        policies: settings.choice("POLICIES", &choices::POLICIES),
        grant_types_supported: grants,
        exclusive_grant_types: exclusive_grant_types(settings),
        response_types_supported: settings.keywords("RESPONSE_TYPES_SUPPORTED", default_response_types),
        default_response_type: settings.keyword("DEFAULT_RESPONSE_TYPE", ResponseType::Code, ResponseType::ALL),
        default_token_endpoint_auth_method: default_method(&methods, settings),
        token_endpoint_auth_methods_supported: methods,
        client_secret_length: secret_length,
        client_secret_methods: settings.choice("CLIENT_SECRET_METHODS", &choices::SECRET_METHODS),
        certificate_names: settings.choice("CERTIFICATE_NAMES", &choices::CERTIFICATE_NAMES),
        key_certificates: settings.choice("X5C_CHAINS", &choices::KEY_CERTIFICATES),
        assertion_audience: settings.choice("ASSERTION_AUDIENCE", &choices::AUDIENCES),
        attestation_challenges: settings.choice("ATTESTATION_CHALLENGES", &choices::ATTESTATION_CHALLENGES),
        token_endpoint_auth_signing_alg_values_supported: settings
            .keywords("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", &fitting),
        proof_keys: settings.choice("PKCE_REQUIRED", &choices::PROOF_KEYS),
        proof_nonces: settings.choice("DPOP_NONCES", &choices::PROOF_NONCES),
        pushed_requests: settings.choice("PUSHED_REQUESTS", &choices::PUSHED_REQUESTS),
        authorization_responses: settings.choice("AUTHORIZATION_RESPONSES", &choices::AUTHORIZATION_RESPONSES),
        request_object_claims: settings.choice("REQUEST_OBJECT_CLAIMS", &choices::REQUEST_OBJECT_CLAIMS),
        sender_constrained_tokens: settings.choice("SENDER_CONSTRAINED_TOKENS", &choices::SENDER_CONSTRAINED_TOKENS),
        scopes: scopes::read(settings, rights),
        member_rules: member_rules::read(settings),
        mobile_clients: settings.choice("MOBILE_CLIENTS", &choices::MOBILE_CLIENTS),
        redirects: redirects::read(settings),
        own_endpoints: own_endpoints(issuer, other_names, &authorization_server),
        foreign_pages: settings.choice("FOREIGN_PAGES", &choices::FOREIGN_PAGES),
        http_pages: settings.choice("HTTP_PAGES", &choices::HTTP_PAGES),
        scope_requests: settings.choice("SCOPE_REQUESTS", &choices::SCOPE_REQUESTS),
        prompt_none: settings.choice("PROMPT_NONE", &choices::PROMPT_NONE),
        server_members: settings.choice("SERVER_MEMBERS_IN_UPDATE", &choices::SERVER_MEMBERS),
        limits: limits::read(settings),
        guard: guard(settings, issuer, other_names, &authorization_server),
        authorization_server,
        templates: Vec::new(),
    };
    if policy.idle_life.is_some() && !policy.sees_uses() {
        let must = format_args!("{UNSEEN}: Enrol does not see the use of clients then");
        settings.refuse("IDLE_CLIENT_DAYS", must);
    }
    policy.unused_life = unused_life(settings, &policy);
    own_sign_in::complete(settings, &mut policy, issuer, salt);
    // Only now: the own sign-in has added the scope values of OpenID Connect.
    scopes::check_default(settings, &policy.scopes);
    tokens::complete(settings, &mut policy, issuer);
    management::complete(settings, &mut policy);
    if let Some(alias) = other_names.alias {
        mutual_tls::add_aliases(settings, &mut policy, issuer, alias);
    }
    consistency::check(settings, &policy);
    policy
}

/// The names of this server beside its issuer identifier.
#[derive(Clone, Copy, Debug)]
pub struct OtherNames<'a> {
    /// The names that it had before. Their hosts may still lead to this server, which answers at every host.
    pub former: &'a [Issuer],
    /// Its name at the host where TLS asks for certificates.
    pub alias: Option<&'a Issuer>,
}

/// Collects the endpoints of all names.
fn own_endpoints(issuer: &Issuer, others: &OtherNames<'_>, server: &AuthorizationServer) -> OwnEndpoints {
    let mut addresses = issuer.own_addresses();
    for name in others.former.iter().chain(others.alias) {
        addresses.extend(name.own_addresses());
    }
    addresses.extend(server.endpoints());
    OwnEndpoints::at(addresses)
}

/// The requirement of settings that end clients by their use.
const UNSEEN: &str = "be 0 if another server issues the tokens, or AUTHORIZATION_SERVER has an authorization_endpoint";

/// Reads the lifetime of a client that was never used.
fn unused_life(settings: &Settings<'_>, policy: &Policy) -> Option<Seconds> {
    const SETTING: &str = "UNUSED_CLIENT_DAYS";
    let default = if policy.sees_uses() { 90 } else { 0 };
    let days = settings.number(SETTING, 0..=3650, default);
    if days > 0 && !policy.sees_uses() {
        settings.refuse(SETTING, format_args!("{UNSEEN}"));
    }
    Some(Seconds::of_days(days)).filter(|life| life.0 > 0)
}

fn stored_client_limit(settings: &Settings<'_>) -> u32 {
    let limit = settings.number("STORED_CLIENT_LIMIT", 1..=10_000_000, 100_000);
    u32::try_from(limit).unwrap_or(u32::MAX)
}

fn client_storage(settings: &Settings<'_>) -> ClientStorage {
    let limit =
        |setting, default| ByteCount(usize::try_from(settings.number(setting, 64..=1024, default)).unwrap_or_default());
    let sealed = ClientStorage::Sealed {
        // Some systems that keep identifiers of clients accept no more.
        limit: limit("SEALED_ID_LIMIT", 255),
        limit_with_statement: limit("SEALED_STATEMENT_ID_LIMIT", 1024),
    };
    settings.choice("CLIENT_STORAGE", &Choices::of(("sealed", sealed), &[("stored", ClientStorage::Stored)]))
}

/// Reads the registration modes. Each mode is enough alone; some exclude all others.
fn registration_modes(settings: &Settings<'_>) -> Vec<RegistrationMode> {
    const SETTING: &str = "REGISTRATION_MODE";
    const MODES: [(&str, Option<RegistrationMode>); 7] = [
        ("off", None),
        ("open", Some(RegistrationMode::Open)),
        ("attestation", Some(RegistrationMode::Attestation)),
        ("token", Some(RegistrationMode::Token)),
        ("certificate", Some(RegistrationMode::Certificate)),
        ("statement", Some(RegistrationMode::Statement)),
        ("token+certificate", Some(RegistrationMode::CertificateAndToken)),
    ];
    let modes = settings.choices(SETTING, &MODES).unwrap_or_default();
    let is_alone = |mode: &Option<RegistrationMode>| {
        matches!(mode, None | Some(RegistrationMode::Open | RegistrationMode::CertificateAndToken))
    };
    if modes.len() > 1 && modes.iter().any(is_alone) {
        settings.refuse(SETTING, format_args!("have off, open or token+certificate alone"));
    }
    modes.into_iter().flatten().collect()
}

/// Reads the default method: `client_secret_basic` if it is supported, or else the first method. RFC 7591 section 2.
fn default_method(supported: &[TokenEndpointAuthMethod], settings: &Settings<'_>) -> TokenEndpointAuthMethod {
    const SETTING: &str = "DEFAULT_TOKEN_ENDPOINT_AUTH_METHOD";
    let basic = TokenEndpointAuthMethod::ClientSecretBasic;
    let text = settings.text(SETTING);
    let wanted = if text.is_empty() { basic } else { TokenEndpointAuthMethod::of(&text) };
    if supported.contains(&wanted) {
        return wanted;
    }
    let first = supported.first().filter(|_| text.is_empty()).cloned();
    first.unwrap_or_else(|| {
        settings.refuse(SETTING, format_args!("be one of the supported methods"));
        wanted
    })
}

/// Reads pairs joined by a plus sign, which no grant type has in its name.
fn exclusive_grant_types(settings: &Settings<'_>) -> Vec<(GrantType, GrantType)> {
    const SETTING: &str = "EXCLUSIVE_GRANT_TYPES";
    let read = |pair: &str| {
        let (one, other) = pair.split_once('+')?;
        let (one, other) = (GrantType::of(one), GrantType::of(other));
        // A refresh token always comes with another grant.
        let is_free = |grant: &GrantType| GrantType::ALL.contains(grant) && *grant != GrantType::RefreshToken;
        let is_pair = is_free(&one) && is_free(&other) && one != other;
        is_pair.then_some((one, other))
    };
    let pairs = settings.words(SETTING).unwrap_or_default();
    settings.all(SETTING, &pairs, "have pairs such as authorization_code+client_credentials", &read)
}

/// The default DNS resolver.
const DEFAULT_RESOLVER: &str = "https://cloudflare-dns.com/dns-query";

fn guard(settings: &Settings<'_>, issuer: &Issuer, others: &OtherNames<'_>, server: &AuthorizationServer) -> Guard {
    let loopback = settings.choice("LOOPBACK_FETCH", &choices::LOOPBACKS);
    if loopback == Loopback::Allowed && !issuer.is_local() {
        settings.refuse("LOOPBACK_FETCH", format_args!("be off unless ISSUER is on this machine"));
    }
    let resolver = match &*settings.text("RESOLVER") {
        "off" => None,
        "" => AbsoluteUri::parse(DEFAULT_RESOLVER).ok(),
        address => match AbsoluteUri::parse(address) {
            Ok(uri) if issuer.may_have(address) && !address.contains('?') => Some(uri),
            _ => {
                settings.refuse("RESOLVER", format_args!("be off or an https URL without a query"));
                None
            }
        },
    };
    let mut own = server.endpoints();
    own.push(issuer.uri().clone());
    own.extend(others.alias.map(|alias| alias.uri().clone()));
    Guard {
        trusted: Vec::new(),
        own: OwnHosts::of(own),
        loopback,
        resolver: resolver.as_ref().map(Target::of_operator),
        // KV keeps no text for less than a minute.
        life: Seconds(settings.number("DOCUMENT_MAX_AGE_SECONDS", 60..=86_400, 300)),
        pause: PAUSE,
    }
}
