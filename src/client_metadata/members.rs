//! The one table of members: name, type and meaning. Adding a member is one line here.

use serde_json::{Map, Value};

use crate::client_metadata::field::{At, Field, Language, is_present};
use crate::client_metadata::{
    AbsoluteUri, ApplicationType, Contact, ContentEncryption, DistinguishedName, DnsName, EmailName,
    EncryptionAlgorithm, GrantType, HttpsUri, IpName, Jwks, List, Name, PageUri, RedirectUri, RequestUri, ResponseType,
    Scope, SigningAlgorithm, SubjectType, Text, TokenDeliveryMode, TokenEndpointAuthMethod, Translated, UriName,
    WebUri,
};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::unit::Seconds;

/// Defines the struct, its reader, its writer and the list of names from the table below.
macro_rules! members {
    ($($(#[doc = $meaning:literal])* $name:ident: $type:ty,)*) => {
        /// Requested client metadata: all members are optional, each is well formed. RFC 7591 section 2.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct ClientMetadata {
            $($(#[doc = $meaning])* pub $name: $type,)*
        }

        impl ClientMetadata {
            /// The names of the members, in the order of the table.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];

            /// The name, type and meaning of each member, for generated documents.
            pub const TABLE: &'static [(&'static str, &'static str, &'static str)] =
                &[$((stringify!($name), stringify!($type), concat!($($meaning),*))),*];

            /// Returns true if a name is that of a member, in any language.
            #[must_use]
            pub fn has(name: &str) -> bool {
                name.split('#').next().is_some_and(|base| Self::NAMES.contains(&base))
            }

            /// Reads the known members of an object. Unknown members, `null` and the empty string are ignored.
            ///
            /// `Err` is the first malformed member, in the order of the names.
            pub fn read(object: &Map<String, Value>) -> Result<Self, Invalid> {
                Self::read_unless(object, &mut Err)
            }

            /// Reads the well-formed members and ignores malformed ones.
            #[must_use]
            pub fn read_well_formed(object: &Map<String, Value>) -> Self {
                Self::read_all(object).0
            }

            /// Reads the well-formed members, and returns a refusal for each malformed one.
            #[must_use]
            pub fn read_all(object: &Map<String, Value>) -> (Self, Vec<Invalid>) {
                let mut malformed = Vec::new();
                let metadata = Self::read_unless(object, &mut |invalid| {
                    malformed.push(invalid);
                    Ok(())
                });
                (metadata.unwrap_or_default(), malformed)
            }

            fn read_unless(
                object: &Map<String, Value>,
                stop: &mut dyn FnMut(Invalid) -> Result<(), Invalid>,
            ) -> Result<Self, Invalid> {
                let mut metadata = Self::default();
                for (member, value) in object.iter().filter(|(_, value)| is_present(value)) {
                    let (name, tag) = member.split_once('#').map_or((&**member, None), |(name, tag)| (name, Some(tag)));
                    let Some(field) = metadata.field(name) else { continue };
                    field.read(Language::of(tag), value, At::member(member)).or_else(&mut *stop)?;
                }
                Ok(metadata)
            }

            /// Removes an element of an array member; returns false if there is no such element.
            pub fn remove_element(&mut self, member: &str, index: usize) -> bool {
                self.field(member).is_some_and(|field| field.remove_element(index))
            }

            /// Removes repeated values. Positions change, so no refusal may follow.
            pub fn deduplicate(&mut self) {
                $(self.$name.deduplicate();)*
            }

            fn field(&mut self, name: &str) -> Option<&mut dyn Field> {
                match name {
                    $(stringify!($name) => Some(&mut self.$name),)*
                    _ => None,
                }
            }

            /// Returns the members as JSON, without absent ones.
            #[must_use]
            pub fn write(&self) -> Map<String, Value> {
                let mut object = Map::new();
                let fields: [(&str, &dyn Field); Self::NAMES.len()] = [$((stringify!($name), &self.$name)),*];
                for (name, field) in fields {
                    field.write(name, &mut object);
                }
                object
            }
        }
    };
}

members! {
    /// The URIs to which the authorization endpoint may redirect the user agent. RFC 7591 section 2.
    redirect_uris: Option<List<RedirectUri>>,
    /// The method with which the client authenticates at the token endpoint. RFC 7591 section 2.
    token_endpoint_auth_method: Option<TokenEndpointAuthMethod>,
    /// The grant types that the client may use. RFC 7591 section 2.
    grant_types: Option<List<GrantType>>,
    /// The response types that the client may use. RFC 7591 section 2.
    response_types: Option<List<ResponseType>>,
    /// The name of the client that users see. RFC 7591 section 2.
    client_name: Translated<Name>,
    /// A page about the client. RFC 7591 section 2.
    client_uri: Translated<PageUri>,
    /// The logo of the client. RFC 7591 section 2.
    logo_uri: Translated<PageUri>,
    /// The scope values that the client may request. RFC 7591 section 2.
    scope: Option<Scope>,
    /// E-mail addresses of the people responsible for the client. RFC 7591 section 2.
    contacts: Option<List<Contact>>,
    /// The terms of service of the client. RFC 7591 section 2.
    tos_uri: Translated<PageUri>,
    /// The privacy policy of the client. RFC 7591 section 2.
    policy_uri: Translated<PageUri>,
    /// The address of the client's public keys. RFC 7591 section 2.
    jwks_uri: Option<HttpsUri>,
    /// The client's public keys. RFC 7591 section 2.
    jwks: Option<Jwks>,
    /// The identifier of the software, the same for all its instances. RFC 7591 section 2.
    software_id: Option<Text>,
    /// The version of the software. RFC 7591 section 2.
    software_version: Option<Text>,

    /// The kind of application: web or native. OpenID Connect Registration section 2.
    application_type: Option<ApplicationType>,
    /// The address of a JSON array with all redirection URIs. Its host is the sector of a pairwise client. OpenID Connect
    /// Registration section 2.
    sector_identifier_uri: Option<HttpsUri>,
    /// The kind of subject identifier: the same for all clients, or different for each sector. OpenID Connect Registration
    /// section 2.
    subject_type: Option<SubjectType>,
    /// The algorithm that signs ID tokens. OpenID Connect Registration section 2.
    id_token_signed_response_alg: Option<SigningAlgorithm>,
    /// The algorithm that encrypts the keys of ID tokens. OpenID Connect Registration section 2.
    id_token_encrypted_response_alg: Option<EncryptionAlgorithm>,
    /// The algorithm that encrypts ID tokens. OpenID Connect Registration section 2.
    id_token_encrypted_response_enc: Option<ContentEncryption>,
    /// The algorithm that signs `UserInfo` responses. OpenID Connect Registration section 2.
    userinfo_signed_response_alg: Option<SigningAlgorithm>,
    /// The algorithm that encrypts the keys of `UserInfo` responses. OpenID Connect Registration section 2.
    userinfo_encrypted_response_alg: Option<EncryptionAlgorithm>,
    /// The algorithm that encrypts `UserInfo` responses. OpenID Connect Registration section 2.
    userinfo_encrypted_response_enc: Option<ContentEncryption>,
    /// The algorithm that signs the client's request objects. OpenID Connect Registration section 2.
    request_object_signing_alg: Option<SigningAlgorithm>,
    /// The algorithm that encrypts the keys of the client's request objects. OpenID Connect Registration section 2.
    request_object_encryption_alg: Option<EncryptionAlgorithm>,
    /// The algorithm that encrypts the client's request objects. OpenID Connect Registration section 2.
    request_object_encryption_enc: Option<ContentEncryption>,
    /// The algorithm that signs the client's authentication assertions. OpenID Connect Registration section 2.
    token_endpoint_auth_signing_alg: Option<SigningAlgorithm>,
    /// The greatest time since a user signed in, in seconds. OpenID Connect Registration section 2.
    default_max_age: Option<Seconds>,
    /// Requires `auth_time` in ID tokens. OpenID Connect Registration section 2.
    require_auth_time: Option<bool>,
    /// The `acr` values that the client requests, in the order of preference. OpenID Connect Registration section 2.
    default_acr_values: Option<List<Text>>,
    /// The URI at which others may start a login. OpenID Connect Registration section 2.
    initiate_login_uri: Option<HttpsUri>,
    /// The URIs of the client's request objects. OpenID Connect Registration section 2.
    request_uris: Option<List<RequestUri>>,

    /// The URIs to which the user agent may be redirected after a logout. OpenID Connect RP-Initiated Logout section 3.1.
    post_logout_redirect_uris: Option<List<RedirectUri>>,
    /// The URI that the user agent loads at a logout. OpenID Connect Front-Channel Logout section 2.
    frontchannel_logout_uri: Option<WebUri>,
    /// Requires the session identifier in the logout request. OpenID Connect Front-Channel Logout section 2.
    frontchannel_logout_session_required: Option<bool>,
    /// The URI to which the server sends logout tokens. OpenID Connect Back-Channel Logout section 2.2.
    backchannel_logout_uri: Option<HttpsUri>,
    /// Requires the session identifier in logout tokens. OpenID Connect Back-Channel Logout section 2.2.
    backchannel_logout_session_required: Option<bool>,

    /// Binds access tokens to the client's certificate. RFC 8705 section 3.4.
    tls_client_certificate_bound_access_tokens: Option<bool>,
    /// The subject of the client's certificate. RFC 8705 section 2.1.2.
    tls_client_auth_subject_dn: Option<DistinguishedName>,
    /// A host name in the client's certificate. RFC 8705 section 2.1.2.
    tls_client_auth_san_dns: Option<DnsName>,
    /// A URI in the client's certificate. RFC 8705 section 2.1.2.
    tls_client_auth_san_uri: Option<UriName>,
    /// An IP address in the client's certificate. RFC 8705 section 2.1.2.
    tls_client_auth_san_ip: Option<IpName>,
    /// An e-mail address in the client's certificate. RFC 8705 section 2.1.2.
    tls_client_auth_san_email: Option<EmailName>,
    /// Binds access tokens to a key of the client (`DPoP`). RFC 9449 section 5.2.
    dpop_bound_access_tokens: Option<bool>,
    /// Requires pushed authorization requests. RFC 9126 section 6.
    require_pushed_authorization_requests: Option<bool>,
    /// Requires signed request objects. RFC 9101 section 10.5.
    require_signed_request_object: Option<bool>,
    /// The types of authorization details that the client uses. RFC 9396 section 10.
    authorization_details_types: Option<List<Text>>,
    /// The algorithm that signs introspection responses. RFC 9701 section 6.
    introspection_signed_response_alg: Option<SigningAlgorithm>,
    /// The algorithm that encrypts the keys of introspection responses. RFC 9701 section 6.
    introspection_encrypted_response_alg: Option<EncryptionAlgorithm>,
    /// The algorithm that encrypts introspection responses. RFC 9701 section 6.
    introspection_encrypted_response_enc: Option<ContentEncryption>,
    /// The algorithm that signs authorization responses. JWT Secured Authorization Response Mode section 3.
    authorization_signed_response_alg: Option<SigningAlgorithm>,
    /// The algorithm that encrypts the keys of authorization responses. JWT Secured Authorization Response Mode section 3.
    authorization_encrypted_response_alg: Option<EncryptionAlgorithm>,
    /// The algorithm that encrypts authorization responses. JWT Secured Authorization Response Mode section 3.
    authorization_encrypted_response_enc: Option<ContentEncryption>,
    /// The way in which the client learns the result of a backchannel authentication. CIBA Core section 4.
    backchannel_token_delivery_mode: Option<TokenDeliveryMode>,
    /// The endpoint that receives the result of a backchannel authentication. CIBA Core section 4.
    backchannel_client_notification_endpoint: Option<HttpsUri>,
    /// The algorithm that signs the client's backchannel authentication requests. CIBA Core section 4.
    backchannel_authentication_request_signing_alg: Option<SigningAlgorithm>,
    /// Tells that the client supports a user code. CIBA Core section 4.
    backchannel_user_code_parameter: Option<bool>,
}

impl ClientMetadata {
    /// Returns true for a client without credentials. RFC 6749 section 2.1.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.token_endpoint_auth_method == Some(TokenEndpointAuthMethod::None)
    }

    /// Returns the place of the first URI for which `is_sought` returns true among those that the user's browser is redirected to:
    /// after an authorization or a logout.
    pub fn find_redirection(&self, is_sought: &dyn Fn(&AbsoluteUri) -> bool) -> Option<Pointer> {
        let uris =
            [("redirect_uris", &self.redirect_uris), ("post_logout_redirect_uris", &self.post_logout_redirect_uris)];
        uris.into_iter().find_map(|(member, uris)| {
            let index = uris.as_ref()?.as_slice().iter().position(|RedirectUri(uri)| is_sought(uri))?;
            Some(Pointer::member(member).element(index))
        })
    }
}

#[cfg(test)]
mod tests;
