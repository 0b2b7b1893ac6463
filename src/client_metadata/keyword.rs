//! Members whose value is one of a list of names.

use std::borrow::Cow;

use serde_json::Value;

use crate::client_metadata::SigningAlgorithm;
use crate::client_metadata::field::{At, Member, text};
use crate::error::Invalid;

/// A value that is one of a list of names.
pub trait Keyword: Sized + Clone + PartialEq + 'static {
    /// Every known name, in the order of the specification.
    const ALL: &'static [Self];

    /// Returns the value of an exact name.
    fn of(name: &str) -> Self;

    /// Returns the name.
    fn name(&self) -> &str;

    /// Returns the value of a name whose words are in any order.
    #[must_use]
    fn read_name(name: &str) -> Self {
        Self::of(&normal(name))
    }
}

/// Defines an enum of names. An unlisted name is well formed, but no policy can support it.
macro_rules! keywords {
    ($(#[$meaning:meta])* $enum:ident { $($variant:ident = $name:literal,)* }) => {
        $(#[$meaning])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum $enum {
            $($variant,)*
            /// Any other name.
            Unknown(String),
        }

        impl Keyword for $enum {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn of(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    _ => Self::Unknown(name.to_owned()),
                }
            }

            fn name(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Unknown(name) => name,
                }
            }
        }

        impl Member for $enum {
            fn read(value: &Value, at: At<'_>) -> Result<Self, Invalid> {
                Ok(Self::read_name(text(value, at, LONGEST_NAME)?))
            }

            fn write(&self) -> Value {
                Value::from(self.name())
            }
        }
    };
}

pub(super) use keywords;

/// The longest name, in bytes.
pub const LONGEST_NAME: usize = 256;

keywords! {
    /// The authentication methods of the token endpoint, in the order of RFC 7591 section 2, OpenID Connect
    /// Registration section 2, RFC 8705 section 2, and the draft on attestations, section 8.
    TokenEndpointAuthMethod {
        None = "none",
        ClientSecretPost = "client_secret_post",
        ClientSecretBasic = "client_secret_basic",
        ClientSecretJwt = "client_secret_jwt",
        PrivateKeyJwt = "private_key_jwt",
        TlsClientAuth = "tls_client_auth",
        SelfSignedTlsClientAuth = "self_signed_tls_client_auth",
        AttestJwtClientAuth = "attest_jwt_client_auth",
        AttestJwtClientAuthDpop = "attest_jwt_client_auth_dpop",
    }
}

impl TokenEndpointAuthMethod {
    /// Returns true if the method needs a client secret.
    #[must_use]
    pub const fn needs_secret(&self) -> bool {
        matches!(self, Self::ClientSecretBasic | Self::ClientSecretJwt | Self::ClientSecretPost)
    }

    /// Returns true if an attester vouches for the client.
    #[must_use]
    pub const fn is_attested(&self) -> bool {
        matches!(self, Self::AttestJwtClientAuth | Self::AttestJwtClientAuthDpop)
    }

    /// Returns true if the client signs an assertion.
    #[must_use]
    pub const fn signs(&self) -> bool {
        matches!(self, Self::ClientSecretJwt | Self::PrivateKeyJwt)
    }

    /// Returns true if the method signs with this kind of algorithm: symmetric with a secret, asymmetric with a key
    /// pair.
    #[must_use]
    pub const fn signs_with(&self, algorithm: &SigningAlgorithm) -> bool {
        self.signs() && self.needs_secret() == algorithm.is_symmetric()
    }
}

keywords! {
    /// The grant types, in the order of RFC 7591 section 2. The password grant is missing, as RFC 9700 section 2.4
    /// demands.
    GrantType {
        AuthorizationCode = "authorization_code",
        Implicit = "implicit",
        ClientCredentials = "client_credentials",
        RefreshToken = "refresh_token",
        JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer",
        Saml2Bearer = "urn:ietf:params:oauth:grant-type:saml2-bearer",
        DeviceCode = "urn:ietf:params:oauth:grant-type:device_code",
        TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange",
        Ciba = "urn:openid:params:grant-type:ciba",
    }
}

impl GrantType {
    /// Returns true if the grant needs client authentication. OAuth 2.1 section 4.2, CIBA Core section 4.
    #[must_use]
    pub const fn needs_proof(&self) -> bool {
        matches!(self, Self::Ciba | Self::ClientCredentials)
    }
}

keywords! {
    /// The application type. OpenID Connect Registration section 2.
    ApplicationType {
        Web = "web",
        Native = "native",
    }
}

keywords! {
    /// The subject type: whether clients share the identifier of a user. OpenID Connect Core section 8.
    SubjectType {
        Public = "public",
        Pairwise = "pairwise",
    }
}

keywords! {
    /// The way in which a client learns the result of a backchannel authentication. CIBA Core section 5.
    TokenDeliveryMode {
        Poll = "poll",
        Ping = "ping",
        Push = "push",
    }
}

keywords! {
    /// The response types, in the order of OAuth 2.0 Multiple Response Types.
    ///
    /// The words of a name are a set: any order is read.
    ResponseType {
        Code = "code",
        Token = "token",
        IdToken = "id_token",
        IdTokenToken = "id_token token",
        CodeIdToken = "code id_token",
        CodeToken = "code token",
        CodeIdTokenToken = "code id_token token",
    }
}

impl ResponseType {
    /// Returns the grants that the response type needs. RFC 7591 section 2.1.
    #[must_use]
    pub const fn grants(&self) -> &'static [GrantType] {
        match self {
            Self::Code => &[GrantType::AuthorizationCode],
            Self::IdToken | Self::IdTokenToken | Self::Token => &[GrantType::Implicit],
            Self::CodeIdToken | Self::CodeIdTokenToken | Self::CodeToken => {
                &[GrantType::AuthorizationCode, GrantType::Implicit]
            }
            Self::Unknown(_) => &[],
        }
    }
}

/// Sorts the words of a name.
fn normal(name: &str) -> Cow<'_, str> {
    if !name.contains(' ') {
        return Cow::Borrowed(name);
    }
    // Inserted in order: code that sorts would be compiled once more for this type.
    let mut words: Vec<&str> = Vec::new();
    for word in name.split(' ') {
        words.insert(words.partition_point(|earlier| *earlier < word), word);
    }
    Cow::Owned(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// OAuth 2.0 Multiple Response Types section 3; requirement C14.
    #[test]
    fn the_words_of_a_response_type_come_in_any_order() {
        let read = |name: &str| ResponseType::read(&Value::from(name), At::member("x")).unwrap();
        assert_eq!(read("token id_token code"), ResponseType::CodeIdTokenToken);
        assert_eq!(read("code"), ResponseType::Code);
        assert_eq!(read("Code"), ResponseType::Unknown("Code".to_owned()));
        assert_eq!(read("code code"), ResponseType::Unknown("code code".to_owned()));
    }

    #[test]
    fn every_listed_name_is_its_own_normal_form() {
        for response_type in ResponseType::ALL {
            assert_eq!(normal(response_type.name()), response_type.name());
        }
    }
}
