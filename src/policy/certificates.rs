//! The certificates that count: those of issuers that the operator trusts.

use crate::client_metadata::DirectoryName;
use crate::http::{Certificate, CertificateStatus};
use crate::policy::Policy;

impl Policy {
    /// Returns a certificate if it counts for registrations: it is verified, and of an issuer that the operator trusts. Names
    /// are compared as names, not as texts. RFC 8705 section 7.4, RFC 4517 section 4.2.15.
    #[must_use]
    pub fn trusted<'a>(&self, certificate: Option<&'a Certificate>) -> Option<&'a Certificate> {
        let certificate = certificate.filter(|certificate| certificate.status == CertificateStatus::Verified)?;
        let issuer = DirectoryName::parse(&certificate.issuer)?;
        self.certificate_issuers.iter().any(|trusted| trusted.is(&issuer)).then_some(certificate)
    }
}
