//! The reasons why client authentication fails: words for the log alone, none of them from a request.

use crate::error::DocumentFailure;

/// The reason why client authentication failed. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum AuthenticationFailure {
    AssertionAlgorithm,
    AssertionAudience,
    AssertionClaims,
    AssertionLifetime,
    AssertionMalformed,
    AssertionReplayed,
    AssertionSignature,
    AttestationAttester,
    AttestationClaims,
    AttestationMalformed,
    AttestationProof,
    AttestationReplayed,
    AttestationSignature,
    CertificateWrong,
    ClientDeleted,
    ClientDisabled,
    ClientEnded,
    ClientPublic,
    ClientUnknown,
    Document(DocumentFailure),
    HeaderMalformed,
    MethodNotPermitted,
    NoClientId,
    SecretWrong,
}

impl AuthenticationFailure {
    /// Returns the word for the log.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::AssertionAlgorithm => "assertion_algorithm",
            Self::AssertionAudience => "assertion_audience",
            Self::AssertionClaims => "assertion_claims",
            Self::AssertionLifetime => "assertion_lifetime",
            Self::AssertionMalformed => "assertion_malformed",
            Self::AssertionReplayed => "assertion_replayed",
            Self::AssertionSignature => "assertion_signature",
            Self::AttestationAttester => "attestation_attester",
            Self::AttestationClaims => "attestation_claims",
            Self::AttestationMalformed => "attestation_malformed",
            Self::AttestationProof => "attestation_proof",
            Self::AttestationReplayed => "attestation_replayed",
            Self::AttestationSignature => "attestation_signature",
            Self::CertificateWrong => "certificate_wrong",
            Self::ClientDeleted => "client_deleted",
            Self::ClientDisabled => "client_disabled",
            Self::ClientEnded => "client_ended",
            Self::ClientPublic => "client_public",
            Self::ClientUnknown => "client_unknown",
            Self::Document(failure) => failure.as_str(),
            Self::HeaderMalformed => "header_malformed",
            Self::MethodNotPermitted => "method_not_permitted",
            Self::NoClientId => "no_client_id",
            Self::SecretWrong => "secret_wrong",
        }
    }
}
