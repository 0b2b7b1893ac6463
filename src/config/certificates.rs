//! The settings about certificates of clients: who forwards them, with the addresses of clients, and which authorities count.

use crate::client_metadata::TokenEndpointAuthMethod;
use crate::config::settings::{Choices, Settings};
use crate::model::{Authorities, CertificateHeader, CertificateSource, ClientAddresses, SharedSecret, TrustedProxy};
use crate::policy::{KeyCertificates, Policy, RegistrationMode};

const HEADER: &str = "CERTIFICATE_HEADER";
const ADDRESSES: &str = "CLIENT_ADDRESS_HEADER";
const SECRET: &str = "PROXY_SECRET";
const AUTHORITIES: &str = "CERTIFICATE_AUTHORITIES";
const INTERMEDIATES: &str = "CERTIFICATE_INTERMEDIATES";

/// The most secrets: the current one, and the next or the last one while the proxy changes it.
const SECRETS: usize = 2;

/// Reads the authorities whose certificates count. There must be one where the certificates of keys are verified.
pub fn authorities(settings: &Settings<'_>, policy: &Policy) -> Authorities {
    let mut authorities = Authorities::default();
    let (anchors, intermediates) = (settings.text(AUTHORITIES), settings.text(INTERMEDIATES));
    if !anchors.is_empty()
        && let Err(must) = authorities.add_anchors(&anchors)
    {
        settings.refuse(AUTHORITIES, format_args!("{must}"));
    }
    if !intermediates.is_empty()
        && let Err(must) = authorities.add_intermediates(&intermediates)
    {
        settings.refuse(INTERMEDIATES, format_args!("{must}"));
    }
    if authorities.is_empty() && policy.key_certificates == KeyCertificates::Verified {
        settings.refuse(AUTHORITIES, format_args!("have an authority, since X5C_CHAINS is verified"));
    }
    authorities
}

/// Reads where the certificates of clients come from.
///
/// A header without a secret, which could come from anybody, is refused, and so are addresses that no proxy vouches for. A
/// secret without a header has no effect: it is put before the header is set.
pub fn source(settings: &Settings<'_>, policy: &Policy, authorities: &Authorities) -> CertificateSource {
    let headers = CertificateHeader::ALL.map(|it| (it.name(), Some(it)));
    let header = settings.choice(HEADER, &Choices::of(("off", None), &headers));
    let addresses = settings.choice(ADDRESSES, &ADDRESS_SOURCES);
    let text = settings.text(SECRET);
    let Some(header) = header else {
        if addresses == ClientAddresses::Forwarded {
            settings.refuse(ADDRESSES, format_args!("be off unless CERTIFICATE_HEADER names the header of a proxy"));
        }
        return CertificateSource::Platform;
    };
    proxy(settings, policy, authorities, TrustedProxy { addresses, header, secrets: parse(&text) })
}

#[inline(never)]
fn proxy(
    settings: &Settings<'_>,
    policy: &Policy,
    authorities: &Authorities,
    proxy: TrustedProxy,
) -> CertificateSource {
    if !(1..=SECRETS).contains(&proxy.secrets.len()) {
        let must =
            "be one or two secrets of 32 to 256 characters, since CERTIFICATE_HEADER names the header of a proxy";
        settings.refuse(SECRET, format_args!("{must}"));
    }
    if authorities.is_empty() && needs_authorities(policy) {
        let must = "have an authority, since CERTIFICATE_HEADER names the header of a proxy, and clients or registrations \
            need a certificate of an authority";
        settings.refuse(AUTHORITIES, format_args!("{must}"));
    }
    CertificateSource::Proxy(proxy)
}

const ADDRESS_SOURCES: Choices<ClientAddresses> =
    Choices::of(("off", ClientAddresses::Connection), &[("x-forwarded-for", ClientAddresses::Forwarded)]);

/// Reads the secrets; none if one of them is unusable.
#[inline(never)]
fn parse(text: &str) -> Vec<SharedSecret> {
    text.split_whitespace().map(SharedSecret::parse).collect::<Option<_>>().unwrap_or_default()
}

/// Returns true if something depends on the authority of a certificate.
fn needs_authorities(policy: &Policy) -> bool {
    let of_mode =
        |mode: &RegistrationMode| matches!(mode, RegistrationMode::Certificate | RegistrationMode::CertificateAndToken);
    policy.registration_modes.iter().any(of_mode)
        || policy.token_endpoint_auth_methods_supported.contains(&TokenEndpointAuthMethod::TlsClientAuth)
}
