//! The registration of a passkey by a user who is signed in. Web Authentication Level 3 section 7.1.

use base64ct::{Base64UrlUnpadded, Encoding};
use minicbor::Decoder;
use minicbor::decode::Error;
use serde_json::{Value, json};

use crate::error::{Fault, PasskeyFailure};
use crate::model::{Config, Home, Passkey, Session, User};
use crate::ports::{Clock, PasskeyStore, Random};
use crate::sign_in::passkey::authenticator_data::AuthenticatorData;
use crate::sign_in::passkey::challenge::Holder;
use crate::sign_in::passkey::credential::Credential;
use crate::sign_in::passkey::key::ALGORITHMS;
use crate::sign_in::passkey::{Failure, client_data};

/// The most members of an attestation object. It has three.
const MOST_MEMBERS: u64 = 8;

/// Returns the options with which a browser makes a passkey, as JSON text. Web Authentication Level 3 section 5.4.
///
/// The user handle is the identifier of the user, which is random. A browser makes no second passkey on an authenticator that
/// has one of this user.
pub fn addition_options(
    user: &User,
    session: &Session,
    passkeys: &[Passkey],
    config: &Config,
    ports: &(impl Clock + Random),
) -> Result<String, Fault> {
    let name = match &user.home {
        Home::Local { username } => username,
        Home::Provider { subject, .. } => subject,
    };
    let algorithms: Vec<Value> = ALGORITHMS.iter().map(|(_, alg)| json!({"type": "public-key", "alg": alg})).collect();
    let known: Vec<Value> = passkeys.iter().map(|it| json!({"type": "public-key", "id": it.id})).collect();
    let server = config.brand.name.as_deref().unwrap_or_else(|| config.issuer.authority());
    let options = json!({
        "challenge": Holder::Session(&session.id).challenge(config, ports)?,
        "rp": {"id": config.issuer.host(), "name": server},
        "user": {
            "id": Base64UrlUnpadded::encode_string(user.id.as_str().as_bytes()),
            "name": name,
            "displayName": user.display_name(),
        },
        "pubKeyCredParams": algorithms,
        "excludeCredentials": known,
        "authenticatorSelection":
            {"residentKey": "required", "requireResidentKey": true, "userVerification": "required"},
        "attestation": "none",
    });
    Ok(options.to_string())
}

/// Stores the passkey that a browser has made in a session.
///
/// No statement of the authenticator about itself is asked for, and none is looked at: some send one all the same.
pub async fn added(
    credential: &str,
    name: &str,
    session: &Session,
    config: &Config,
    ports: &(impl Clock + PasskeyStore),
) -> Result<(), Failure> {
    let now = ports.now();
    let credential = Credential::read(credential)?;
    let client_data = credential.bytes("clientDataJSON")?;
    let challenge = client_data::check(&client_data, Holder::Session(&session.id), now, config)?;
    let object = credential.bytes("attestationObject")?;
    let data = authenticator_data(&object).ok().flatten().ok_or(PasskeyFailure::CredentialMalformed)?;
    let data = AuthenticatorData::read(data, config)?;
    let new = data.new_credential()?;
    if new.id != credential.id {
        return Err(PasskeyFailure::CredentialMalformed.into());
    }
    let passkey = Passkey {
        user: session.user.clone(),
        id: Base64UrlUnpadded::encode_string(new.id),
        name: name.to_owned(),
        public_key: new.key.members,
        counter: data.counter,
        backup: data.backup,
        created_at: now,
        last_used_at: None,
    };
    Ok(ports.add_passkey(&passkey, &challenge).await??)
}

/// Returns the authenticator data of an attestation object; `None` if it has none, or two, or something follows it. Web
/// Authentication Level 3 section 6.5.4.
fn authenticator_data(object: &[u8]) -> Result<Option<&[u8]>, Error> {
    let mut decoder = Decoder::new(object);
    let mut found = None;
    let Some(count) = decoder.map()?.filter(|count| *count <= MOST_MEMBERS) else { return Ok(None) };
    for _ in 0..count {
        if decoder.str()? != "authData" {
            decoder.skip()?;
        } else if found.replace(decoder.bytes()?).is_some() {
            return Ok(None);
        }
    }
    Ok(found.filter(|_| decoder.position() == object.len()))
}
