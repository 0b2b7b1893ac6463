//! The certificate and the address of the client that sent a request: from the platform, or from a proxy that the operator
//! trusts.

mod address;
mod chain;
mod forwarded;
mod signature;

pub use address::sender;
pub use chain::{Purpose, leads_to_authority};
pub use signature::in_two_halves;

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use crate::client_certificate::forwarded::Forwarded;
use crate::client_metadata::PresentedCertificate;
use crate::error::Fault;
use crate::http::{Certificate, CertificateStatus, Request};
use crate::model::{CertificateSource, Config, TrustedProxy};
use crate::ports::{Clock, Verify};

/// The header in which a proxy proves itself.
pub const PROXY_SECRET: &str = "enrol-proxy-secret";

/// Adds its certificate to a request: none for one that is revoked, out of date, or not told in exactly the expected form.
///
/// The operator chooses one source, and the other has no effect: `attested` gives the facts of the platform, `header` the
/// fields of the request, which anybody can send. They count only beside a secret of the proxy. Nothing tells whether
/// a forwarded certificate is revoked: the proxy refuses those that are. RFC 9440 section 4, RFC 9700 section 4.13.
pub async fn add(
    request: &mut Request,
    attested: impl FnOnce() -> Option<Certificate>,
    header: impl Fn(&'static str) -> Option<String>,
    config: &Config,
    ports: &(impl Clock + Verify),
) -> Result<(), Fault> {
    let CertificateSource::Proxy(proxy) = &config.certificate_source else {
        request.certificate = attested();
        return Ok(());
    };
    match forwarded(proxy, header) {
        Ok(None) => {}
        Ok(Some(forwarded)) => match checked(&forwarded, config, ports).await? {
            Ok(certificate) => {
                let is_stranger = certificate.status == CertificateStatus::Unverified && !config.authorities.is_empty();
                request.certificate_fault = is_stranger.then(|| why_strange(&forwarded.certificate));
                request.certificate = Some(certificate);
            }
            Err(fault) => request.certificate_fault = Some(fault),
        },
        Err(fault) => request.certificate_fault = Some(fault),
    }
    Ok(())
}

/// Returns why a certificate leads to no authority. A tool that adds no extension makes one of version 1.
fn why_strange(der: &[u8]) -> &'static str {
    match PresentedCertificate::read(der) {
        Some(certificate) if !certificate.is_of_version_3() => "the certificate is not of X.509 version 3",
        _ => "the certificate leads to none of CERTIFICATE_AUTHORITIES",
    }
}

/// Reads the header of a proxy; `Ok(None)` without it. `Err` is the reason why it does not count.
fn forwarded(
    proxy: &TrustedProxy,
    header: impl Fn(&'static str) -> Option<String>,
) -> Result<Option<Forwarded>, &'static str> {
    if header(proxy.header.name()).is_none() {
        return Ok(None);
    }
    match header(PROXY_SECRET) {
        None => Err("the header of the certificate came without Enrol-Proxy-Secret"),
        Some(secret) if !proxy.is_proven_by(&secret) => Err("Enrol-Proxy-Secret is not PROXY_SECRET"),
        Some(_) => {
            let fault = "the header does not have exactly one certificate in the form of CERTIFICATE_HEADER";
            Forwarded::read(proxy.header, header).map(Some).ok_or(fault)
        }
    }
}

/// Reads a forwarded certificate, and looks for an authority that the operator trusts. `Err` is the reason why it does not
/// count.
async fn checked(
    forwarded: &Forwarded,
    config: &Config,
    ports: &(impl Clock + Verify),
) -> Result<Result<Certificate, &'static str>, Fault> {
    let Some(presented) = PresentedCertificate::read(&forwarded.certificate) else {
        return Ok(Err("the certificate cannot be read"));
    };
    if !presented.is_current(ports.now()) {
        return Ok(Err("the certificate is out of date"));
    }
    let is_verified =
        leads_to_authority(&forwarded.certificate, &forwarded.chain, Purpose::Client, &config.authorities, ports)
            .await?;
    Ok(Ok(Certificate {
        thumbprint: Base64UrlUnpadded::encode_string(&Sha256::digest(&forwarded.certificate)),
        issuer: presented.issuer().unwrap_or_default(),
        subject: presented.subject(),
        status: if is_verified { CertificateStatus::Verified } else { CertificateStatus::Unverified },
        der: Some(forwarded.certificate.clone()),
    }))
}
