//! The words of settings that are one choice among a few. The first choice is the default.

use crate::policy::{
    AssertionAudience, AttestationChallenges, AuthorizationResponses, CertificateNames, Change, ClientIdSource,
    ClientReads, ClientSecretMethods, ForeignPages, HttpPages, KeyCertificates, MobileClients, PartialAcceptance,
    PromptNone, ProofKeys, ProofNonces, PushedRequests, RequestObjectClaims, Rotation, ScopeRequests,
    SenderConstrainedTokens, ServerMembers, SignedRequests, SoftwareStatements, UnsupportedValues,
};

pub const ATTESTATION_CHALLENGES: [(&str, AttestationChallenges); 2] =
    [("optional", AttestationChallenges::Optional), ("required", AttestationChallenges::Required)];

pub const AUDIENCES: [(&str, AssertionAudience); 2] =
    [("server", AssertionAudience::Server), ("issuer", AssertionAudience::Issuer)];

pub const AUTHORIZATION_RESPONSES: [(&str, AuthorizationResponses); 2] =
    [("any", AuthorizationResponses::Any), ("signed", AuthorizationResponses::Signed)];

pub const CERTIFICATE_NAMES: [(&str, CertificateNames); 3] = [
    ("any", CertificateNames::Any),
    ("subject", CertificateNames::Subject),
    ("encoded-subject", CertificateNames::EncodedSubject),
];

pub const CHANGES: [(&str, Change); 2] = [("update", Change::Update), ("delete", Change::Delete)];

pub const CLIENT_ID_SOURCES: [(&str, ClientIdSource); 2] =
    [("random", ClientIdSource::Random), ("organization", ClientIdSource::Organization)];

pub const CLIENT_READS: [(&str, ClientReads); 2] =
    [("primary", ClientReads::Primary), ("replica", ClientReads::Replica)];

pub const FOREIGN_PAGES: [(&str, ForeignPages); 2] = [("flag", ForeignPages::Flag), ("refuse", ForeignPages::Refuse)];

pub const HTTP_PAGES: [(&str, HttpPages); 2] = [("flag", HttpPages::Flag), ("refuse", HttpPages::Refuse)];

pub const KEY_CERTIFICATES: [(&str, KeyCertificates); 2] =
    [("ignored", KeyCertificates::Ignored), ("verified", KeyCertificates::Verified)];

pub const MOBILE_CLIENTS: [(&str, MobileClients); 2] =
    [("refuse", MobileClients::Refuse), ("native", MobileClients::Native)];

pub const PARTIAL_ACCEPTANCE: [(&str, PartialAcceptance); 2] =
    [("off", PartialAcceptance::Off), ("on", PartialAcceptance::On)];

pub const PROMPT_NONE: [(&str, PromptNone); 2] = [("approved", PromptNone::Approved), ("any", PromptNone::Any)];

pub const PROOF_KEYS: [(&str, ProofKeys); 3] =
    [("without-nonce", ProofKeys::WithoutNonce), ("public", ProofKeys::OfPublicClients), ("always", ProofKeys::Always)];

pub const PROOF_NONCES: [(&str, ProofNonces); 2] =
    [("optional", ProofNonces::Optional), ("required", ProofNonces::Required)];

pub const PUSHED_REQUESTS: [(&str, PushedRequests); 2] =
    [("optional", PushedRequests::Optional), ("required", PushedRequests::Required)];

pub const REQUEST_OBJECT_CLAIMS: [(&str, RequestObjectClaims); 2] =
    [("optional", RequestObjectClaims::Optional), ("required", RequestObjectClaims::Required)];

pub const SCOPE_REQUESTS: [(&str, ScopeRequests); 2] =
    [("registered", ScopeRequests::Registered), ("supported", ScopeRequests::Supported)];

pub const ROTATIONS: [(&str, Rotation); 2] = [("secret", Rotation::Secret), ("token", Rotation::Token)];

pub const SECRET_METHODS: [(&str, ClientSecretMethods); 2] =
    [("either", ClientSecretMethods::Either), ("registered", ClientSecretMethods::Registered)];

pub const SENDER_CONSTRAINED_TOKENS: [(&str, SenderConstrainedTokens); 2] =
    [("optional", SenderConstrainedTokens::Optional), ("required", SenderConstrainedTokens::Required)];

pub const SERVER_MEMBERS: [(&str, ServerMembers); 2] =
    [("refuse", ServerMembers::Refuse), ("ignore", ServerMembers::Ignore)];

pub const SIGNED_REQUESTS: [(&str, SignedRequests); 3] =
    [("off", SignedRequests::Off), ("optional", SignedRequests::Optional), ("required", SignedRequests::Required)];

pub const SOFTWARE_STATEMENTS: [(&str, SoftwareStatements); 3] = [
    ("optional", SoftwareStatements::Optional),
    ("required", SoftwareStatements::Required),
    ("ignored", SoftwareStatements::Ignored),
];

pub const UNSUPPORTED_VALUES: [(&str, UnsupportedValues); 2] =
    [("drop", UnsupportedValues::Drop), ("refuse", UnsupportedValues::Refuse)];
