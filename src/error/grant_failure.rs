//! The reasons why a code, a refresh token or an assertion does not count: words for the log alone, none of them from a
//! request.

/// The reason why a code, a refresh token or an assertion does not count. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum GrantFailure {
    AssertionAudience,
    AssertionClaims,
    AssertionClient,
    AssertionIssuer,
    AssertionKey,
    AssertionLifetime,
    AssertionMalformed,
    AssertionReplayed,
    AssertionRule,
    AssertionSignature,
    AssertionUser,
    CertificateWrong,
    CodeExpired,
    CodeMalformed,
    CodeRefused,
    DeviceCodeMalformed,
    DeviceCodeUsed,
    ProofWrong,
    RedirectUriGone,
    RedirectUriWrong,
    RefreshTokenMalformed,
    RefreshTokenRefused,
    RefreshTokenReused,
    SecondFactorMissing,
    VerifierMissing,
    VerifierUnexpected,
    VerifierWrong,
}

impl GrantFailure {
    /// Returns the word for the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AssertionAudience => "assertion_audience",
            Self::AssertionClaims => "assertion_claims",
            Self::AssertionClient => "assertion_client",
            Self::AssertionIssuer => "assertion_issuer",
            Self::AssertionKey => "assertion_key",
            Self::AssertionLifetime => "assertion_lifetime",
            Self::AssertionMalformed => "assertion_malformed",
            Self::AssertionReplayed => "assertion_replayed",
            Self::AssertionRule => "assertion_rule",
            Self::AssertionSignature => "assertion_signature",
            Self::AssertionUser => "assertion_user",
            Self::CertificateWrong => "certificate_wrong",
            Self::CodeExpired => "code_expired",
            Self::CodeMalformed => "code_malformed",
            Self::CodeRefused => "code_refused",
            Self::DeviceCodeMalformed => "device_code_malformed",
            Self::DeviceCodeUsed => "device_code_used",
            Self::ProofWrong => "proof_wrong",
            Self::RedirectUriGone => "redirect_uri_gone",
            Self::RedirectUriWrong => "redirect_uri_wrong",
            Self::RefreshTokenMalformed => "refresh_token_malformed",
            Self::RefreshTokenRefused => "refresh_token_refused",
            Self::RefreshTokenReused => "refresh_token_reused",
            Self::SecondFactorMissing => "second_factor_missing",
            Self::VerifierMissing => "verifier_missing",
            Self::VerifierUnexpected => "verifier_unexpected",
            Self::VerifierWrong => "verifier_wrong",
        }
    }
}
