//! The reasons why a passkey is refused: words for the log alone, none of them from a request.

/// The reason why a passkey is refused. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum PasskeyFailure {
    AuthenticatorDataMalformed,
    BackupChanged,
    BackupImpossible,
    ChallengeExpired,
    ChallengeUnknown,
    ChallengeUsed,
    ClientDataMalformed,
    CounterRolledBack,
    CredentialMalformed,
    CrossOrigin,
    KeyMalformed,
    KeyUnsupported,
    OriginWrong,
    RelyingPartyWrong,
    SignatureWrong,
    TooMany,
    TypeWrong,
    Unknown,
    UserAbsent,
    UserDisabled,
    UserUnverified,
    WasAdded,
}

impl PasskeyFailure {
    /// Returns the word for the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuthenticatorDataMalformed => "passkey_authenticator_data_malformed",
            Self::BackupChanged => "passkey_backup_eligibility_changed",
            Self::BackupImpossible => "passkey_backup_state_impossible",
            Self::ChallengeExpired => "passkey_challenge_expired",
            Self::ChallengeUnknown => "passkey_challenge_unknown",
            Self::ChallengeUsed => "passkey_challenge_used",
            Self::ClientDataMalformed => "passkey_client_data_malformed",
            Self::CounterRolledBack => "passkey_counter_rolled_back",
            Self::CredentialMalformed => "passkey_credential_malformed",
            Self::CrossOrigin => "passkey_cross_origin",
            Self::KeyMalformed => "passkey_key_malformed",
            Self::KeyUnsupported => "passkey_key_unsupported",
            Self::OriginWrong => "passkey_origin_wrong",
            Self::RelyingPartyWrong => "passkey_rp_id_wrong",
            Self::SignatureWrong => "passkey_signature_wrong",
            Self::TooMany => "passkey_too_many",
            Self::TypeWrong => "passkey_type_wrong",
            Self::Unknown => "passkey_unknown",
            Self::UserAbsent => "passkey_user_absent",
            Self::UserDisabled => "passkey_user_disabled",
            Self::UserUnverified => "passkey_user_unverified",
            Self::WasAdded => "passkey_was_added",
        }
    }
}
