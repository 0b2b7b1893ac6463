//! Client authentication. RFC 6749 section 2.3, RFC 7523, RFC 8705, OpenID Connect Core section 9.
//!
//! Every failure gets the same response: an unknown client, a deleted client, a wrong secret, another method. Only the
//! log names the reason.

mod assertion;
mod attestation;
mod certificate;
pub mod dpop;
mod imported_secret;
mod keys;
mod lock_out;
mod presented_credentials;
mod reader;
mod recipient;

pub use assertion::admit as admit_assertion;
pub use keys::{is_signed_by_client, is_signed_by_one_of, is_signed_by_published_key};
pub use reader::identify_reader;
pub use recipient::{Message, recipient};

use crate::authentication::attestation::Attestation;
use crate::authentication::imported_secret::{Compared, compare, may_be_imported};
use crate::authentication::lock_out::{WAIT, count_failure, is_exempt, is_locked_out};
use crate::authentication::presented_credentials::{PresentedCredentials, Proof};
use crate::client_lookup::{Lookup, resolve};
use crate::client_metadata::TokenEndpointAuthMethod;
use crate::error::{AuthenticationFailure, Error, Refusal};
use crate::http::{Form, Request};
use crate::model::{Client, ClientId, ClientSecret, Config, Credentials, SigningKeysVersion};
use crate::ports::{Admission, Cache, ClientStore, Clock, Fetch, SingleUseStore, Throttle, Verify};
use crate::unit::Timestamp;

/// A client that has authenticated.
pub struct Identified {
    /// The client.
    pub client: Client,
    /// The version of the signing keys, where the store was read.
    pub signing_keys: Option<SigningKeysVersion>,
    /// The thumbprint of the key of the installation, if an attester has vouched for it.
    pub installation: Option<String>,
}

/// Authenticates the client of a request.
///
/// `Err` is `invalid_request` for several proofs, and `invalid_client` otherwise. The policy decides which methods a
/// client with a registered method may use. RFC 6749 sections 2.3 and 5.2.
pub async fn identify(
    request: &Request,
    form: &Form,
    config: &Config,
    ports: &(impl Cache + ClientStore + Clock + Fetch + SingleUseStore + Throttle + Verify),
) -> Result<Identified, Error> {
    let PresentedCredentials { id, proof } = presented_credentials::read(request, form, config)?;
    let too_many = || Refusal::TooManyRequests(WAIT).into();
    let certificate = request.certificate.as_ref();
    // Before the store is asked: a refusal must cost less than the guess.
    let is_locked_out = is_locked_out(&id, request.peer, ports) && !is_exempt(&id, &proof, certificate, config);
    if is_locked_out && !may_be_imported(&id, config) {
        return Err(too_many());
    }
    let Lookup { client: found, signing_keys } =
        resolve(&id, config.policy.client_reads, request.peer, config, ports).await?;
    let client = found.as_ref().ok();
    let secrets = client.map_or_else(|| decoys(&id, config), |client| client.secrets(config, ports.now()));
    let registered = client.and_then(|client| client.metadata().token_endpoint_auth_method.as_ref());
    let permits = |used: &TokenEndpointAuthMethod| {
        registered.is_some_and(|registered| config.policy.permits_method(registered, used))
    };
    let imported = match client {
        Some(client) => compare(&proof, client, is_locked_out, request.peer, config, ports).await?,
        None => Compared::Wrong,
    };
    if imported == Compared::TooMany || (is_locked_out && imported == Compared::Wrong) {
        return Err(too_many());
    }
    // `count` compares every secret, so the time does not show which one matched.
    let is_secret =
        |text: &String| secrets.iter().filter(|secret| secret.is(text)).count() > 0 || imported == Compared::Right;
    let checked = match &proof {
        Proof::Assertion(token) => match (client, registered.filter(|method| permits(method))) {
            (Some(client), Some(method)) => assertion::verify(token, client, method, request, config, ports).await?,
            _ => Err(AuthenticationFailure::MethodNotPermitted),
        },
        // An app of a public client may send an attestation to every server.
        Proof::Attestation(_) if permits(&TokenEndpointAuthMethod::None) => Ok(()),
        Proof::Attestation(attestation) => match (client, registered.filter(|method| permits(method))) {
            (Some(client), Some(method)) if method.is_attested() => {
                attestation.verify(client, method, request, config, ports).await?
            }
            _ => Err(AuthenticationFailure::MethodNotPermitted),
        },
        // Secrets are compared first, so that every refusal takes the same time.
        Proof::Basic(texts) => {
            let is_one = texts.iter().filter(|text| is_secret(text)).count() > 0;
            by_secret(is_one, permits(&TokenEndpointAuthMethod::ClientSecretBasic))
        }
        // A request of a public client, or of a client with a certificate, contains only the client identifier.
        Proof::None if permits(&TokenEndpointAuthMethod::TlsClientAuth) => {
            let is_of = |client: &Client| certificate::has_name_of(certificate, client.metadata());
            if client.is_some_and(is_of) { Ok(()) } else { Err(AuthenticationFailure::CertificateWrong) }
        }
        Proof::None if permits(&TokenEndpointAuthMethod::SelfSignedTlsClientAuth) => match (client, certificate) {
            (Some(client), Some(own))
                if certificate::has_key_of(own, client.metadata(), request.peer, config, ports).await? =>
            {
                Ok(())
            }
            _ => Err(AuthenticationFailure::CertificateWrong),
        },
        Proof::None => by_secret(true, permits(&TokenEndpointAuthMethod::None)),
        Proof::Post(text) => by_secret(is_secret(text), permits(&TokenEndpointAuthMethod::ClientSecretPost)),
    };
    let proven = found.and_then(|client| checked.map(|()| client));
    if proven.is_err() && count_failure(&id, request.peer, ports).await? == Admission::Refused {
        return Err(too_many());
    }
    let client = proven.map_err(Refusal::InvalidClient)?;
    let installation = match proof {
        Proof::Attestation(attestation) if !client.metadata().is_public() => Some(attestation.thumbprint()),
        _ => None,
    };
    Ok(Identified { client, signing_keys, installation })
}

/// A software, and the attester that vouches for an installation of it.
pub struct AttestedSoftware {
    /// The `software_id`.
    pub software_id: String,
    /// The name of the attester.
    pub attester: String,
}

/// Returns the software that an attester vouches for in a registration; `None` without an attestation, and on a server
/// that trusts no attester.
///
/// `Err` is `invalid_client` for an attestation that proves nothing. The draft leaves it to the server what an
/// attestation is worth here.
pub async fn attested_software(
    request: &Request,
    config: &Config,
    ports: &(impl Cache + Clock + Fetch + SingleUseStore + Throttle + Verify),
) -> Result<Option<AttestedSoftware>, Error> {
    let Some(read) = Attestation::read(&request.headers).filter(|_| !config.attesters.is_empty()) else {
        return Ok(None);
    };
    let attestation = read.map_err(Refusal::InvalidClient)?;
    let attester = attestation.verify_software(request, config, ports).await?.map_err(Refusal::InvalidClient)?;
    let (software_id, attester) = (attestation.client_id().to_owned(), attester.name.clone());
    Ok(Some(AttestedSoftware { software_id, attester }))
}

/// Returns the result for a secret. The caller compares the secret even if the method is refused, so that every refusal
/// takes the same time.
const fn by_secret(is_right: bool, is_permitted: bool) -> Result<(), AuthenticationFailure> {
    match (is_permitted, is_right) {
        (true, true) => Ok(()),
        (true, false) => Err(AuthenticationFailure::SecretWrong),
        (false, _) => Err(AuthenticationFailure::MethodNotPermitted),
    }
}

/// Returns a secret of an unknown client, so that refusing an unknown client takes the same time.
fn decoys(id: &str, config: &Config) -> Vec<ClientSecret> {
    let id = ClientId::parse(id);
    let length = config.policy.client_secret_length;
    id.and_then(|id| Credentials::first(config.keys.current(), Timestamp(0)).secret(&id, length, &config.keys))
        .into_iter()
        .collect()
}
