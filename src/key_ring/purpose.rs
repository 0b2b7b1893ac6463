//! The names of keys, and the purposes for which values are derived from them.

use sha2::{Digest, Sha256};

/// The name of a key: 1 to 16 lower-case letters and digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyId(String);

impl KeyId {
    /// Reads a name; `None` if the text is not a valid name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_name = (1..=16).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        is_name.then(|| Self(text.to_owned()))
    }

    /// Returns the name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the byte of a sealed `client_id` that selects the keys to try: the first byte of the SHA-256 digest of the
    /// key's name. Two keys can have the same hint.
    #[must_use]
    pub fn hint(&self) -> u8 {
        // Of the digest, because names such as `k1` and `k2` begin with the same byte.
        let [hint, ..]: [u8; 32] = Sha256::digest(self.as_str()).into();
        hint
    }
}

/// The purpose of a derived value. A value for one purpose is never valid for another. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The key that seals the forms of a user's own page.
    Account,
    /// The key that seals authorization codes.
    AuthorizationCode,
    /// A client secret.
    ClientSecret,
    /// The key that seals a request that waits for the user's consent.
    Consent,
    /// The key that seals the cookie and the forms of the console.
    Console,
    /// The secret of a device code.
    DeviceCode,
    /// The key that seals the secret of a second factor.
    FactorSecret,
    /// The key that seals a sign-in whose second factor is still to come.
    FirstFactor,
    /// The key that seals the name of a grant in an access token.
    Grant,
    /// The digest of a client secret of another server.
    ImportedSecret,
    /// The key that seals the users of a browser.
    KnownBrowser,
    /// A pairwise subject identifier.
    PairwiseSubject,
    /// The key that seals the challenges of passkeys.
    Passkey,
    /// The key that seals the nonces of proofs.
    ProofNonce,
    /// The key that seals this server's credentials at an identity provider.
    ProviderCredentials,
    /// The key that seals pushed authorization requests.
    PushedRequest,
    /// The digest of a recovery code.
    RecoveryCode,
    /// The key that seals refresh tokens.
    RefreshToken,
    /// A registration access token.
    RegistrationAccessToken,
    /// The key that seals clients.
    SealedClient,
    /// The key that seals client secrets of another server.
    SealedSecret,
    /// The key that seals sessions of users.
    Session,
    /// The `sid` of a session for a client.
    SessionName,
    /// The key that seals the state of a sign-in at an identity provider.
    SignInState,
    /// The key that seals a request to sign out that waits for the user.
    SignOut,
    /// The key that encrypts the private key of a signing key.
    SigningKey,
    /// The name of a request that a user code stands for.
    UserCode,
    /// The key that seals a request that waits for the user to sign in.
    WaitingRequest,
}

impl Purpose {
    /// Returns what is derived first: it separates the values of one key by their purpose, for ever.
    pub(super) const fn label(self) -> &'static [u8] {
        match self {
            Self::Account => b"enrol account",
            Self::AuthorizationCode => b"enrol authorization code",
            Self::ClientSecret => b"enrol client_secret",
            Self::Consent => b"enrol consent",
            Self::Console => b"enrol console",
            Self::DeviceCode => b"enrol device code",
            Self::FactorSecret => b"enrol factor secret",
            Self::FirstFactor => b"enrol first factor",
            Self::Grant => b"enrol grant",
            Self::ImportedSecret => b"enrol imported secret",
            Self::KnownBrowser => b"enrol known browser",
            Self::PairwiseSubject => b"enrol pairwise subject",
            Self::Passkey => b"enrol passkey",
            Self::ProofNonce => b"enrol proof nonce",
            Self::ProviderCredentials => b"enrol provider credentials",
            Self::PushedRequest => b"enrol pushed request",
            Self::RecoveryCode => b"enrol recovery code",
            Self::RefreshToken => b"enrol refresh token",
            Self::RegistrationAccessToken => b"enrol registration_access_token",
            Self::SealedClient => b"enrol sealed client",
            Self::SealedSecret => b"enrol sealed secret",
            Self::Session => b"enrol session",
            Self::SessionName => b"enrol session name",
            Self::SignInState => b"enrol sign-in state",
            Self::SignOut => b"enrol sign-out",
            Self::SigningKey => b"enrol signing key",
            Self::UserCode => b"enrol user code",
            Self::WaitingRequest => b"enrol waiting request",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_ring::KeyRing;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    /// Requirement K14: a value for one purpose is useless for another, and never changes, because a change would
    /// invalidate all credentials. The expected values were computed apart from this code, as HMAC-SHA-256 of the
    /// length-prefixed parts.
    #[test]
    #[expect(clippy::as_conversions, reason = "only this tells how many purposes there are")]
    fn every_purpose_has_a_label_of_its_own_for_ever() {
        const DERIVED: [(Purpose, &str); 28] = [
            (Purpose::Account, "2ff5ba72581bfae316824ad54f101ce1415778adac3b23e055e668ec5fb594e2"),
            (Purpose::AuthorizationCode, "2f0b684ae110d23064dce0ef1150489c9406525993558e2e038a094e2e194a3c"),
            (Purpose::ClientSecret, "68d17eb99149a02cd3c85062cb9237b760eef25fa6ab71f8b4b59a86050174e2"),
            (Purpose::Consent, "219f4f9b07002c235a3e81d05154b34f529855bb6e8778a321c9afc99906cbc9"),
            (Purpose::Console, "413775492f8ea72cd4e42c71eac94f408c6dab3f8da22b031c92a2900c9865ff"),
            (Purpose::DeviceCode, "d9533ed1ae71e88c96cf44160004ba7f998f9494776aa1c381f54b7f0f0158b3"),
            (Purpose::FactorSecret, "03dd7d001fc0f5ecbe161dbfc69058752b1feff35b61348a1b31f51532978c49"),
            (Purpose::FirstFactor, "de4d1caa6707a5e60dcfd84a20662047344ab90daf6093bdeaf06a0a12f3184e"),
            (Purpose::Grant, "bd204d6b352be58911e627c77ac25ee2a4fc74613e846a566a0ce5d758d6a054"),
            (Purpose::ImportedSecret, "8227fe00e43d0f869e53ff7a027ae25170fca255b18dbfaa9f288ff8c3ea4f1b"),
            (Purpose::KnownBrowser, "8d03108ac75a93e24988e6827a53a3a0467dc5592f72b2297f98b9f90b27e349"),
            (Purpose::PairwiseSubject, "6995840c4c32ae9b758c14ae64b08b6a1e65417f7c5e29d1f4a534f6f9829869"),
            (Purpose::Passkey, "21551c43a55eecee1a17377a285a6ff6b27b79e928d8e57a53193102a7457c9a"),
            (Purpose::ProofNonce, "504b7600f7a6bc991fe460a480e14232efa24e2e4200a97bcd6b272862f6f0d8"),
            (Purpose::ProviderCredentials, "a77e749a4152a8b0e7e4f6c70826d126e3535d6edf0b684dde4d66fbdd88bf54"),
            (Purpose::PushedRequest, "f262dbd8567fe29fdda397fde5a33b75d9d15e5d74e25c3cc2c1ebfee1f809bc"),
            (Purpose::RecoveryCode, "2d87e0cc81fd71cb33af012e79065e268ec068a142d5a7d6c5395ad937bf3018"),
            (Purpose::RefreshToken, "d93cd6b201b7ef77abd6cbd38df19d7d92aa61b17b964949d20dee23689c8f0b"),
            (Purpose::RegistrationAccessToken, "8205d4cef5d84b7e0523eabb8490ef7d8b23a09c57a7c51018f224502208bbee"),
            (Purpose::SealedClient, "4a35f0e2fc9c1337205195d657566821aea581243abac5e095f5fc1077a578b4"),
            (Purpose::SealedSecret, "8bccdb8dcb31a9cf132234ac7ca3f59b83c90225b2e22c684e8702f0ecfd38e9"),
            (Purpose::Session, "79f63b0c758e31e2886145e7d20e78d66a42395bd2e4b25a357813fef4c0e825"),
            (Purpose::SessionName, "2eefd5db1ac358802f01aad55a2a953a91a5a4066754b4c007b144a4b2782fc1"),
            (Purpose::SignInState, "7fdb5ea54d9972f454763b00c7b25945442dd9600f9aa32e51fd64ba54553e93"),
            (Purpose::SignOut, "c7fc58d8fee786c70ad4f5ed9c0f518903551b3168511d8d382ccad3d8dc9016"),
            (Purpose::SigningKey, "80968ce0aea54e1909e77f0a41fdd1aca8b400fea68b818cffa32cae61fe6c5e"),
            (Purpose::UserCode, "01782cbf2fd327c25e2a5e0b4b80de6eba62b005f26f098e67cb2a289eb742cd"),
            (Purpose::WaitingRequest, "273ab747bb8c9d287504d9a9b6b6b117eaa42116699e228ad106f5c381f144ba"),
        ];
        assert_eq!(
            DERIVED.len(),
            Purpose::WaitingRequest as usize + 1,
            "the last purpose is in the list, and all before it"
        );
        let ring = KeyRing::parse(&format!("k1:{KEY}")).unwrap();
        for (purpose, expected) in DERIVED {
            let derived = ring.derive_32(ring.current(), purpose, &[b"ab", b"c"]).unwrap();
            let derived = derived.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
            assert_eq!(derived, expected, "{purpose:?}");
            let alike = DERIVED.iter().filter(|(other, _)| other.label() == purpose.label()).count();
            assert_eq!(alike, 1, "{purpose:?}");
        }
    }
}
