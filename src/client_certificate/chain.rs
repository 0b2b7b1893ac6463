//! The way from a certificate to an authority that the operator trusts. RFC 5280 section 6.

use std::time::Duration;

use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, KeyUsage};

use crate::client_certificate::signature::{ALGORITHMS, Deferred, Ledger};
use crate::client_metadata::PresentedCertificate;
use crate::error::Fault;
use crate::model::Authorities;
use crate::ports::{Clock, Verify};

/// How often a way is looked for. Each time, one more wrong signature is known.
const ROUNDS: usize = 8;

/// The purpose of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Whatever its key is for. RFC 7517 section 4.7 asks for none.
    Any,
    /// To authenticate a client over TLS. RFC 5280 section 4.2.1.12.
    Client,
}

impl ExtendedKeyUsageValidator for Purpose {
    fn validate(&self, usages: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        match self {
            Self::Any => Ok(()),
            Self::Client => KeyUsage::client_auth().validate(usages),
        }
    }
}

/// Returns true if a certificate leads to an authority of the operator: each signature, validity, name and constraint
/// holds, no critical extension is unknown, and the certificate is for the purpose.
///
/// The platform verifies signatures later, and the library at once. So signatures count as right when the library first
/// asks, and are verified afterwards. A wrong one is known in the next round, in which the library looks for another way.
pub async fn leads_to_authority(
    certificate: &[u8],
    chain: &[Vec<u8>],
    purpose: Purpose,
    authorities: &Authorities,
    ports: &(impl Clock + Verify),
) -> Result<bool, Fault> {
    let now = ports.now();
    let certificate = CertificateDer::from(certificate);
    // The library ignores the key usage of authorities.
    let is_authority = |der: &CertificateDer<'_>| {
        PresentedCertificate::read(der).is_some_and(|it| it.is_authority() && it.is_current(now))
    };
    let sent = chain.iter().map(|der| CertificateDer::from(der.as_slice()));
    let between: Vec<CertificateDer<'_>> =
        sent.chain(authorities.intermediates().iter().cloned()).filter(is_authority).collect();
    let anchors = authorities.anchors_at(now);
    let ledger = Ledger::default();
    for _ in 0..ROUNDS {
        let time = UnixTime::since_unix_epoch(Duration::from_secs(now.0));
        // Even with every unknown signature right, there is no way.
        if !is_way(&certificate, &between, &anchors, purpose, time, &ledger) {
            return Ok(false);
        }
        if !ledger.settle(ports).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Looks for a way, with what the ledger knows of signatures.
fn is_way(
    certificate: &CertificateDer<'_>,
    between: &[CertificateDer<'_>],
    anchors: &[TrustAnchor<'_>],
    purpose: Purpose,
    time: UnixTime,
    ledger: &Ledger,
) -> bool {
    let Ok(leaf) = EndEntityCert::try_from(certificate) else { return false };
    let algorithms = ALGORITHMS.each_ref().map(|method| Deferred { method, ledger });
    let algorithms: Vec<&dyn SignatureVerificationAlgorithm> =
        algorithms.iter().map(|algorithm| -> &dyn SignatureVerificationAlgorithm { algorithm }).collect();
    leaf.verify_for_usage(&algorithms, anchors, between, time, purpose, None, None).is_ok()
}
