//! Limits on guesses of passwords, of second factors, and of the codes of devices, and on sign-ins with passkeys.
//!
//! Every attempt counts, right or wrong, for a name that exists and for one that does not. So a limit tells nothing
//! about a name. A browser that the user has signed in with before is counted apart, so guesses of others never lock it
//! out. Above that limit it counts as any other: whoever has ever signed in as the user has such a browser too. Guesses from one network reach the limit of that network before the limit of the account, so the user still
//! gets in from another network.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use crate::error::Fault;
use crate::http::Request;
use crate::model::{Config, UserId};
use crate::ports::{Admission, Limit, Throttle};
use crate::sign_in::known::{is_known, known};

/// Counts an attempt to sign in with a password.
pub async fn admit_attempt(
    username: &str,
    request: &Request,
    config: &Config,
    ports: &impl Throttle,
) -> Result<Admission, Fault> {
    if is_known(username, request, config)
        && ports.count(Limit::Password, &key(&["known", username])).await? == Admission::Admitted
    {
        return Ok(Admission::Admitted);
    }
    let network = request.peer.network();
    for (limit, key) in [
        (Limit::SignIn, network.clone()),
        (Limit::Password, key(&["network", &network, username])),
        (Limit::Account, key(&["account", username])),
    ] {
        if ports.count(limit, &key).await? == Admission::Refused {
            return Ok(Admission::Refused);
        }
    }
    Ok(Admission::Admitted)
}

/// Counts a code of a device that a user has typed. A code that exists and one that does not count alike.
pub async fn admit_code(user: &UserId, request: &Request, ports: &impl Throttle) -> Result<Admission, Fault> {
    admit_guess("device", user, request, ports).await
}

/// Counts a code of a second factor that a user has typed, right or wrong.
///
/// Only the right password leads here, so guesses of strangers do not lock the user out.
pub async fn admit_factor(user: &UserId, request: &Request, ports: &impl Throttle) -> Result<Admission, Fault> {
    admit_guess("factor", user, request, ports).await
}

/// Counts a guess of a user who has proven something before: for the network, then for the user.
async fn admit_guess(kind: &str, user: &UserId, request: &Request, ports: &impl Throttle) -> Result<Admission, Fault> {
    match ports.count(Limit::SignIn, &request.peer.network()).await? {
        Admission::Admitted => ports.count(Limit::Password, &key(&[kind, user.as_str()])).await,
        Admission::Refused => Ok(Admission::Refused),
    }
}

/// Counts an attempt to sign in with a passkey. Nobody guesses one, so the limit is for the load: of a browser that a user
/// has signed in with before, or of a network.
pub async fn admit_passkey(request: &Request, config: &Config, ports: &impl Throttle) -> Result<Admission, Fault> {
    if let Some(username) = known(request, config).first()
        && ports.count(Limit::Password, &key(&["passkey", username])).await? == Admission::Admitted
    {
        return Ok(Admission::Admitted);
    }
    ports.count(Limit::SignIn, &request.peer.network()).await
}

/// Returns the key of a limit: a digest, because the caller chooses the name and so its length.
fn key(parts: &[&str]) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(parts.join(" ")))
}
