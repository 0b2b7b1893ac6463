//! The header fields that endpoints read. The edge reads those of the platform.

use crate::http::Method;

/// A header field that an endpoint reads. The edge discards all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Field {
    Accept,
    AcceptLanguage,
    AccessJwt,
    Authorization,
    ClientAttestation,
    ClientAttestationPop,
    ContentEncoding,
    ContentType,
    Cookie,
    Dpop,
    IfMatch,
    IfNoneMatch,
    Origin,
    UserAgent,
}

impl Field {
    const ALL: &[Self] = &[
        Self::Accept,
        Self::AcceptLanguage,
        Self::Authorization,
        Self::ClientAttestation,
        Self::ClientAttestationPop,
        Self::ContentEncoding,
        Self::ContentType,
        Self::Cookie,
        Self::Dpop,
        Self::IfMatch,
        Self::IfNoneMatch,
        Self::Origin,
        Self::UserAgent,
    ];

    /// The fields of a GET or HEAD request. A sign-in at an identity provider ends with a GET, so the browser is one of them.
    const OF_READS: &[Self] =
        &[Self::AcceptLanguage, Self::Authorization, Self::Cookie, Self::Dpop, Self::IfNoneMatch, Self::UserAgent];

    /// The fields of a request to the admin API, which reads no cookie.
    const OF_ADMINISTRATORS: &[Self] = &[
        Self::AccessJwt,
        Self::Authorization,
        Self::ContentEncoding,
        Self::ContentType,
        Self::Dpop,
        Self::IfMatch,
        Self::Origin,
    ];

    /// The fields of a registration and of a token request, which no browser sends for a person.
    const OF_PROGRAMS: &[Self] = &[Self::Authorization, Self::ContentEncoding, Self::ContentType, Self::Dpop];

    /// The fields of a registration and of a token request at a server with attesters.
    const OF_ATTESTED_PROGRAMS: &[Self] = &[
        Self::Authorization,
        Self::ClientAttestation,
        Self::ClientAttestationPop,
        Self::ContentEncoding,
        Self::ContentType,
        Self::Dpop,
    ];

    /// Returns the fields that are read of a request: those that its endpoint uses, and perhaps others. Each takes time.
    /// A server without attesters does not ask for attestations.
    #[must_use]
    pub fn of(method: Method, url: &str, has_attesters: bool) -> &'static [Self] {
        match method {
            _ if url.split('?').next().is_some_and(|path| path.contains("/admin/v1/")) => Self::OF_ADMINISTRATORS,
            Method::Get | Method::Head => Self::OF_READS,
            // The end of a query is not the end of a path.
            Method::Post if !url.contains('?') && (url.ends_with("/register") || url.ends_with("/token")) => {
                if has_attesters {
                    Self::OF_ATTESTED_PROGRAMS
                } else {
                    Self::OF_PROGRAMS
                }
            }
            _ => Self::ALL,
        }
    }

    /// Returns the name, in lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::AcceptLanguage => "accept-language",
            Self::AccessJwt => "cf-access-jwt-assertion",
            Self::Authorization => "authorization",
            Self::ClientAttestation => "oauth-client-attestation",
            Self::ClientAttestationPop => "oauth-client-attestation-pop",
            Self::ContentEncoding => "content-encoding",
            Self::ContentType => "content-type",
            Self::Cookie => "cookie",
            Self::Dpop => "dpop",
            Self::IfMatch => "if-match",
            Self::IfNoneMatch => "if-none-match",
            Self::Origin => "origin",
            Self::UserAgent => "user-agent",
        }
    }
}

/// The received fields. The platform joins the values of a repeated field with commas.
#[derive(Clone, Debug, Default)]
pub struct Headers(Vec<(Field, String)>);

impl Headers {
    /// Adds a field.
    pub fn add(&mut self, field: Field, value: &str) {
        self.0.push((field, value.to_owned()));
    }

    /// Adds a field if it is among those that are read. Names are compared without case.
    pub fn add_read(&mut self, read: &[Field], name: &str, value: &str) {
        let field = read.iter().find(|field| field.as_str().eq_ignore_ascii_case(name));
        self.0.extend(field.map(|field| (*field, value.to_owned())));
    }

    /// Returns the value of a field.
    #[must_use]
    pub fn value(&self, field: Field) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == field).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_programs_and_readers_are_asked_for_less() {
        let all =
            [Method::Delete, Method::Get, Method::Head, Method::Options, Method::Other, Method::Post, Method::Put];
        for method in all {
            for (url, is_of_programs) in [
                ("https://as.example/register", true),
                ("https://as.example/eu/token", true),
                ("https://as.example/register?", false),
                ("https://as.example/sign-in?a=/token", false),
                ("https://as.example/register/id", false),
                ("https://as.example/sign-in", false),
                ("https://as.example/authorize?redirect_uri=https://b.example/admin/v1/x", false),
            ] {
                let expected = match method {
                    Method::Get | Method::Head => Field::OF_READS,
                    Method::Post if is_of_programs => Field::OF_PROGRAMS,
                    _ => Field::ALL,
                };
                assert_eq!(Field::of(method, url, false), expected, "{method:?} {url}");
                let attested = [Field::ClientAttestation, Field::ClientAttestationPop];
                let of_attested = Field::of(method, url, true);
                let others = of_attested.iter().filter(|field| expected == Field::ALL || !attested.contains(field));
                assert!(others.eq(expected), "{method:?} {url}");
                let has_both = attested.iter().all(|field| of_attested.contains(field));
                assert_eq!(has_both, expected != Field::OF_READS, "{method:?} {url}");
            }
        }
    }

    /// A cookie is worth nothing at the admin API.
    #[test]
    fn the_admin_api_is_sent_no_cookie() {
        for method in [Method::Delete, Method::Get, Method::Post, Method::Put] {
            let read = Field::of(method, "https://as.example/eu/admin/v1/clients?a=b", true);
            assert!(read.contains(&Field::AccessJwt) && !read.contains(&Field::Cookie), "{method:?}");
            assert!(!Field::of(method, "https://as.example/clients/a", true).contains(&Field::AccessJwt), "{method:?}");
        }
    }

    #[test]
    fn what_nobody_reads_is_not_kept() {
        let mut headers = Headers::default();
        for (name, value) in [("If-None-Match", "\"a\""), ("accept", "*/*"), ("x-other", "b"), ("authorization", "")] {
            headers.add_read(Field::of(Method::Head, "/", false), name, value);
        }
        assert_eq!(headers.value(Field::IfNoneMatch), Some("\"a\""));
        assert_eq!(headers.value(Field::Authorization), Some(""));
        assert_eq!(headers.value(Field::Accept), None);
    }
}
