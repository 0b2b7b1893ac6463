//! The words of settings that are one choice among a few, the default first.

use crate::config::settings::Choices;
use crate::model::{SignedMetadata, VerifiedDomains};
use crate::policy::{
    AssertionAudience, AttestationChallenges, AuthorizationResponses, CertificateNames, Change, ClientIdSource,
    ClientReads, ClientSecretMethods, ForeignPages, HttpPages, KeyCertificates, Loopback, MobileClients,
    PartialAcceptance, PolicySource, PromptNone, ProofKeys, ProofNonces, PushedRequests, RedirectUris,
    RequestObjectClaims, Rotation, ScopeRequests, SenderConstrainedTokens, ServerMembers, SignedRequests,
    SoftwareStatements, UnsupportedScope, UnsupportedValues,
};

pub const ATTESTATION_CHALLENGES: Choices<AttestationChallenges> =
    Choices::of(("optional", AttestationChallenges::Optional), &[("required", AttestationChallenges::Required)]);

pub const AUDIENCES: Choices<AssertionAudience> =
    Choices::of(("server", AssertionAudience::Server), &[("issuer", AssertionAudience::Issuer)]);

pub const AUTHORIZATION_RESPONSES: Choices<AuthorizationResponses> =
    Choices::of(("any", AuthorizationResponses::Any), &[("signed", AuthorizationResponses::Signed)]);

pub const CERTIFICATE_NAMES: Choices<CertificateNames> = Choices::of(
    ("any", CertificateNames::Any),
    &[("subject", CertificateNames::Subject), ("encoded-subject", CertificateNames::EncodedSubject)],
);

pub const CHANGES: [(&str, Change); 2] = [("update", Change::Update), ("delete", Change::Delete)];

pub const CLIENT_ID_SOURCES: Choices<ClientIdSource> =
    Choices::of(("random", ClientIdSource::Random), &[("organization", ClientIdSource::Organization)]);

pub const CLIENT_READS: Choices<ClientReads> =
    Choices::of(("primary", ClientReads::Primary), &[("replica", ClientReads::Replica)]);

pub const FOREIGN_PAGES: Choices<ForeignPages> =
    Choices::of(("flag", ForeignPages::Flag), &[("refuse", ForeignPages::Refuse)]);

pub const HTTP_PAGES: Choices<HttpPages> = Choices::of(("flag", HttpPages::Flag), &[("refuse", HttpPages::Refuse)]);

pub const KEY_CERTIFICATES: Choices<KeyCertificates> =
    Choices::of(("ignored", KeyCertificates::Ignored), &[("verified", KeyCertificates::Verified)]);

pub const LOOPBACKS: Choices<Loopback> = Choices::of(("off", Loopback::Refused), &[("on", Loopback::Allowed)]);

pub const MOBILE_CLIENTS: Choices<MobileClients> =
    Choices::of(("refuse", MobileClients::Refuse), &[("native", MobileClients::Native)]);

pub const POLICIES: Choices<PolicySource> =
    Choices::of(("off", PolicySource::Off), &[("database", PolicySource::Database)]);

pub const PARTIAL_ACCEPTANCE: Choices<PartialAcceptance> =
    Choices::of(("off", PartialAcceptance::Off), &[("on", PartialAcceptance::On)]);

pub const PROMPT_NONE: Choices<PromptNone> =
    Choices::of(("approved", PromptNone::Approved), &[("any", PromptNone::Any)]);

pub const PROOF_KEYS: Choices<ProofKeys> = Choices::of(
    ("without-nonce", ProofKeys::WithoutNonce),
    &[("public", ProofKeys::OfPublicClients), ("always", ProofKeys::Always)],
);

pub const PROOF_NONCES: Choices<ProofNonces> =
    Choices::of(("optional", ProofNonces::Optional), &[("required", ProofNonces::Required)]);

pub const PUSHED_REQUESTS: Choices<PushedRequests> =
    Choices::of(("optional", PushedRequests::Optional), &[("required", PushedRequests::Required)]);

pub const REQUEST_OBJECT_CLAIMS: Choices<RequestObjectClaims> =
    Choices::of(("optional", RequestObjectClaims::Optional), &[("required", RequestObjectClaims::Required)]);

pub const SCOPE_REQUESTS: Choices<ScopeRequests> =
    Choices::of(("registered", ScopeRequests::Registered), &[("supported", ScopeRequests::Supported)]);

pub const REDIRECT_URIS: Choices<RedirectUris> =
    Choices::of(("where-used", RedirectUris::WhereUsed), &[("always", RedirectUris::Always)]);

pub const ROTATIONS: [(&str, Rotation); 2] = [("secret", Rotation::Secret), ("token", Rotation::Token)];

pub const SECRET_METHODS: Choices<ClientSecretMethods> =
    Choices::of(("either", ClientSecretMethods::Either), &[("registered", ClientSecretMethods::Registered)]);

pub const SENDER_CONSTRAINED_TOKENS: Choices<SenderConstrainedTokens> =
    Choices::of(("optional", SenderConstrainedTokens::Optional), &[("required", SenderConstrainedTokens::Required)]);

pub const SERVER_MEMBERS: Choices<ServerMembers> =
    Choices::of(("refuse", ServerMembers::Refuse), &[("ignore", ServerMembers::Ignore)]);

pub const SIGNED_METADATA: Choices<SignedMetadata> =
    Choices::of(("off", SignedMetadata::Off), &[("on", SignedMetadata::On)]);

pub const SIGNED_REQUESTS: Choices<SignedRequests> = Choices::of(
    ("off", SignedRequests::Off),
    &[("optional", SignedRequests::Optional), ("required", SignedRequests::Required)],
);

pub const SOFTWARE_STATEMENTS: Choices<SoftwareStatements> = Choices::of(
    ("optional", SoftwareStatements::Optional),
    &[("required", SoftwareStatements::Required), ("ignored", SoftwareStatements::Ignored)],
);

pub const UNSUPPORTED_SCOPES: Choices<UnsupportedScope> =
    Choices::of(("drop", UnsupportedScope::Drop), &[("refuse", UnsupportedScope::Refuse)]);

pub const UNSUPPORTED_VALUES: Choices<UnsupportedValues> =
    Choices::of(("drop", UnsupportedValues::Drop), &[("refuse", UnsupportedValues::Refuse)]);

pub const VERIFIED_DOMAINS: Choices<VerifiedDomains> =
    Choices::of(("off", VerifiedDomains::Off), &[("on", VerifiedDomains::On)]);
