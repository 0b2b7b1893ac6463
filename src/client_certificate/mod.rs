//! The certificate of the client that sent a request: from the platform, or from a proxy that the operator trusts.

mod chain;
mod forwarded;
mod signature;

pub use chain::{Purpose, leads_to_authority};

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use crate::client_certificate::forwarded::Forwarded;
use crate::client_metadata::PresentedCertificate;
use crate::error::Fault;
use crate::http::{Certificate, CertificateStatus};
use crate::model::{CertificateSource, Config};
use crate::ports::{Clock, Verify};

/// The header in which a proxy proves itself.
pub const PROXY_SECRET: &str = "enrol-proxy-secret";

/// Returns the certificate of a request; `None` without one, and for one that is revoked, out of date, or not told in
/// exactly the expected form.
///
/// The operator chooses one source, and the other has no effect: `attested` gives the facts of the platform, `header` the
/// fields of the request, which anybody can send. They count only beside a secret of the proxy. Nothing tells whether
/// a forwarded certificate is revoked: the proxy refuses those that are. RFC 9440 section 4, RFC 9700 section 4.13.
pub async fn read(
    attested: impl FnOnce() -> Option<Certificate>,
    header: impl Fn(&'static str) -> Option<String>,
    config: &Config,
    ports: &(impl Clock + Verify),
) -> Result<Option<Certificate>, Fault> {
    match &config.certificate_source {
        CertificateSource::Platform => Ok(attested()),
        CertificateSource::Proxy(proxy) if header(PROXY_SECRET).is_some_and(|secret| proxy.is_proven_by(&secret)) => {
            match Forwarded::read(proxy.header, header) {
                Some(forwarded) => checked(&forwarded, config, ports).await,
                None => Ok(None),
            }
        }
        CertificateSource::Proxy(_) => Ok(None),
    }
}

/// Reads a forwarded certificate, and looks for an authority that the operator trusts.
async fn checked(
    forwarded: &Forwarded,
    config: &Config,
    ports: &(impl Clock + Verify),
) -> Result<Option<Certificate>, Fault> {
    let read = PresentedCertificate::read(&forwarded.certificate).filter(|it| it.is_current(ports.now()));
    let Some(presented) = read else { return Ok(None) };
    let is_verified =
        leads_to_authority(&forwarded.certificate, &forwarded.chain, Purpose::Client, &config.authorities, ports)
            .await?;
    Ok(Some(Certificate {
        thumbprint: Base64UrlUnpadded::encode_string(&Sha256::digest(&forwarded.certificate)),
        issuer: presented.issuer().unwrap_or_default(),
        subject: presented.subject(),
        status: if is_verified { CertificateStatus::Verified } else { CertificateStatus::Unverified },
        der: Some(forwarded.certificate.clone()),
    }))
}
