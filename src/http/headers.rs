//! The header fields that endpoints read. The edge reads those of the platform.

use crate::http::Method;

/// A header field that an endpoint reads. The edge discards all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Field {
    Accept,
    AcceptLanguage,
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

    /// Returns the fields that are read of a request. The edge relies on the list being the same for every method but
    /// GET and HEAD.
    #[must_use]
    pub const fn of(method: Method) -> &'static [Self] {
        if matches!(method, Method::Get | Method::Head) { Self::OF_READS } else { Self::ALL }
    }

    /// Returns the name, in lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::AcceptLanguage => "accept-language",
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
    /// Adds a field if requests of this method are read for it. Names are compared without case.
    pub fn add(&mut self, method: Method, name: &str, value: &str) {
        let field = Field::of(method).iter().find(|field| field.as_str().eq_ignore_ascii_case(name));
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
    fn only_who_reads_is_asked_for_less() {
        let all =
            [Method::Delete, Method::Get, Method::Head, Method::Options, Method::Other, Method::Post, Method::Put];
        for method in all {
            let reads = [Method::Get, Method::Head].contains(&method);
            let representative = if reads { Method::Get } else { Method::Post };
            assert_eq!(Field::of(method), Field::of(representative), "{method:?}");
        }
        assert_eq!(Field::of(Method::Post), Field::ALL);
        assert!(!Field::of(Method::Get).is_empty());
    }

    #[test]
    fn what_nobody_reads_is_not_kept() {
        let mut headers = Headers::default();
        for (name, value) in [("If-None-Match", "\"a\""), ("accept", "*/*"), ("x-other", "b"), ("authorization", "")] {
            headers.add(Method::Head, name, value);
        }
        assert_eq!(headers.value(Field::IfNoneMatch), Some("\"a\""));
        assert_eq!(headers.value(Field::Authorization), Some(""));
        assert_eq!(headers.value(Field::Accept), None);
    }
}
