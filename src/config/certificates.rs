//! The settings about certificates of clients: who forwards them, with the addresses of clients, and which authorities count.

use crate::client_metadata::TokenEndpointAuthMethod;
use crate::config::Misconfigured;
use crate::config::settings::Settings;
use crate::model::{Authorities, CertificateHeader, CertificateSource, ClientAddresses, SharedSecret, TrustedProxy};
use crate::policy::{KeyCertificates, Policy, RegistrationMode};

const HEADER: &str = "CERTIFICATE_HEADER";
const ADDRESSES: &str = "CLIENT_ADDRESS_HEADER";
const SECRET: &str = "PROXY_SECRET";
const AUTHORITIES: &str = "CERTIFICATE_AUTHORITIES";
const INTERMEDIATES: &str = "CERTIFICATE_INTERMEDIATES";

/// The most secrets: the current one, and the next or the last one while the proxy changes it.
const SECRETS: usize = 2;

/// Reads the authorities whose certificates count; `Err` without one where the certificates of keys are verified.
pub fn authorities(settings: &Settings<'_>, policy: &Policy) -> Result<Authorities, Misconfigured> {
    let refuse = |setting, must: &str| Misconfigured { setting, must: must.to_owned() };
    let authorities = Authorities::read(&settings.text(AUTHORITIES)).map_err(|must| refuse(AUTHORITIES, must))?;
    let authorities = authorities.with_intermediates(&settings.text(INTERMEDIATES));
    let authorities = authorities.map_err(|must| refuse(INTERMEDIATES, must))?;
    if authorities.is_empty() && policy.key_certificates == KeyCertificates::Verified {
        return Err(refuse(AUTHORITIES, "have an authority, since X5C_CHAINS is verified"));
    }
    Ok(authorities)
}

/// Reads where the certificates of clients come from.
///
/// `Err` for a header without a secret, which could come from anybody, and for addresses that no proxy vouches for. A secret without a header has no effect: it is put
/// before the header is set.
pub fn source(
    settings: &Settings<'_>,
    policy: &Policy,
    authorities: &Authorities,
) -> Result<CertificateSource, Misconfigured> {
    let refuse = |setting, must: &str| Misconfigured { setting, must: must.to_owned() };
    let choices = std::iter::once(("off", None)).chain(CertificateHeader::ALL.map(|it| (it.name(), Some(it))));
    let header = settings.choice(HEADER, &choices.collect::<Vec<_>>())?;
    let choices = [("off", ClientAddresses::Connection), ("x-forwarded-for", ClientAddresses::Forwarded)];
    let addresses = settings.choice(ADDRESSES, &choices)?;
    let secrets = settings.text(SECRET);
    let Some(header) = header else {
        return match addresses {
            ClientAddresses::Connection => Ok(CertificateSource::Platform),
            ClientAddresses::Forwarded => {
                Err(refuse(ADDRESSES, "be off unless CERTIFICATE_HEADER names the header of a proxy"))
            }
        };
    };
    let read: Option<Vec<SharedSecret>> = secrets.split_whitespace().map(SharedSecret::parse).collect();
    let secrets = read.filter(|read| (1..=SECRETS).contains(&read.len()));
    let must = "be one or two secrets of 32 to 256 characters, since CERTIFICATE_HEADER names the header of a proxy";
    let secrets = secrets.ok_or_else(|| refuse(SECRET, must))?;
    if authorities.is_empty() && needs_authorities(policy) {
        let must = "have an authority, since CERTIFICATE_HEADER names the header of a proxy, and clients or registrations \
            need a certificate of an authority";
        return Err(refuse(AUTHORITIES, must));
    }
    Ok(CertificateSource::Proxy(TrustedProxy { addresses, header, secrets }))
}

/// Returns true if something depends on the authority of a certificate.
fn needs_authorities(policy: &Policy) -> bool {
    let of_mode =
        |mode: &RegistrationMode| matches!(mode, RegistrationMode::Certificate | RegistrationMode::CertificateAndToken);
    policy.registration_modes.iter().any(of_mode)
        || policy.token_endpoint_auth_methods_supported.contains(&TokenEndpointAuthMethod::TlsClientAuth)
}
