//! The sign-in with a passkey. Web Authentication Level 3 section 7.2.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::client_certificate::in_two_halves;
use crate::client_metadata::{Keyword, PublicKey, SigningAlgorithm};
use crate::error::{Fault, PasskeyFailure};
use crate::json::Pointer;
use crate::model::{Backup, Config, Passkey, PasskeyUse, Passkeys, SpentChallenge, User, UserId};
use crate::ports::{Clock, PasskeyStore, Random, Verify};
use crate::sign_in::passkey::authenticator_data::AuthenticatorData;
use crate::sign_in::passkey::challenge::Holder;
use crate::sign_in::passkey::credential::Credential;
use crate::sign_in::passkey::{Failure, client_data};
use crate::unit::Timestamp;

/// The proof of a user that has the signature of a passkey. It counts once its use is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The user.
    pub user: User,
    passkey: Passkey,
    counter: u32,
    backup: Backup,
    challenge: SpentChallenge,
    at: Timestamp,
}

impl Proof {
    /// Returns the use of the passkey.
    #[must_use]
    pub const fn used(&self) -> PasskeyUse<'_> {
        let Self { passkey, counter, backup, challenge, at, .. } = self;
        PasskeyUse { passkey, counter: *counter, backup: *backup, challenge, at: *at }
    }
}

/// Returns the options with which a browser signs in with any passkey of this server, as JSON text; `None` if the operator
/// permits no passkeys. Web Authentication Level 3 section 5.5.
pub fn sign_in_options(browser: &str, config: &Config, ports: &(impl Clock + Random)) -> Result<Option<String>, Fault> {
    if config.sign_in.passkeys == Passkeys::Refused {
        return Ok(None);
    }
    let challenge = Holder::Browser(browser).challenge(config, ports)?;
    let options = json!({"challenge": challenge, "rpId": config.issuer.host(), "userVerification": "required"});
    Ok(Some(options.to_string()))
}

/// Returns the user whose passkey has signed the challenge of this browser.
///
/// The passkey is found by its user and its identifier together. So a user who adds the identifier of a passkey of somebody
/// else gains nothing.
pub async fn proven(
    credential: &str,
    browser: &str,
    config: &Config,
    ports: &(impl Clock + PasskeyStore + Verify),
) -> Result<Proof, Failure> {
    let now = ports.now();
    let credential = Credential::read(credential)?;
    let signed_by_browser = credential.bytes("clientDataJSON")?;
    let challenge = client_data::check(&signed_by_browser, Holder::Browser(browser), now, config)?;
    let signed = credential.bytes("authenticatorData")?;
    let data = AuthenticatorData::read(&signed, config)?;
    data.check_end()?;
    let signature = credential.bytes("signature")?;
    let handle = String::from_utf8(credential.bytes("userHandle")?).ok();
    let user = handle.as_deref().and_then(UserId::parse).ok_or(PasskeyFailure::Unknown)?;
    let id = Base64UrlUnpadded::encode_string(&credential.id);
    let (passkey, user) = ports.passkey(&user, &id).await?.ok_or(PasskeyFailure::Unknown)?;
    let message = [&*signed, &*Sha256::digest(&signed_by_browser)].concat();
    if !is_signature(&passkey, &message, &signature, ports).await? {
        return Err(PasskeyFailure::SignatureWrong.into());
    }
    if user.disabled_at.is_some() {
        return Err(PasskeyFailure::UserDisabled.into());
    }
    if data.backup.is_eligible() != passkey.backup.is_eligible() {
        return Err(PasskeyFailure::BackupChanged.into());
    }
    Ok(Proof { user, passkey, counter: data.counter, backup: data.backup, challenge, at: now })
}

/// Returns true if the passkey has signed the message.
async fn is_signature(passkey: &Passkey, message: &[u8], signature: &[u8], ports: &impl Verify) -> Result<bool, Fault> {
    let broken = || Fault::Broken("the stored public key of a passkey is not sound".to_owned());
    let key = PublicKey::read(&passkey.public_key, &Pointer::root()).ok().flatten().ok_or_else(broken)?;
    let algorithm = SigningAlgorithm::of(key.text("alg").ok_or_else(broken)?);
    match in_two_halves(signature, &algorithm) {
        Some(signature) => ports.verify(&key, &algorithm, message, &signature).await,
        None => Ok(false),
    }
}
