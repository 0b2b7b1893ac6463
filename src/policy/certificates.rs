//! The certificates that count: those of issuers that the operator trusts.

use crate::client_metadata::DirectoryName;
use crate::http::{Certificate, CertificateStatus};
use crate::policy::Policy;

/// The issuers whose certificates count for registrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateIssuers {
    /// Every issuer that an authority of the operator vouches for.
    OfAuthorities,
    /// The issuers of these names.
    Named(Vec<DirectoryName>),
}

impl CertificateIssuers {
    /// Returns true if no certificate counts.
    #[must_use]
    pub fn are_none(&self) -> bool {
        matches!(self, Self::Named(names) if names.is_empty())
    }

    /// Returns true if an issuer of this name counts. Names are compared as names, not as texts. RFC 4517 section 4.2.15.
    fn have(&self, name: &str) -> bool {
        match self {
            Self::OfAuthorities => true,
            Self::Named(names) => {
                DirectoryName::parse(name).is_some_and(|issuer| names.iter().any(|trusted| trusted.is(&issuer)))
            }
        }
    }
}

impl Policy {
    /// Returns a certificate if it counts for registrations: it is verified, and of an issuer that the operator trusts. RFC
    /// 8705 section 7.4.
    #[must_use]
    pub fn trusted<'a>(&self, certificate: Option<&'a Certificate>) -> Option<&'a Certificate> {
        let verified = certificate.filter(|certificate| certificate.status == CertificateStatus::Verified);
        verified.filter(|certificate| self.certificate_issuers.have(&certificate.issuer))
    }
}
