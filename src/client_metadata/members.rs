//! The one table of members: name, type and meaning. Adding a member is one line here.

use serde_json::{Map, Value};

use crate::client_metadata::field::{At, Field, Language, is_present};
use crate::client_metadata::{
    ApplicationType, Contact, ContentEncryption, DistinguishedName, DnsName, EmailName, EncryptionAlgorithm, GrantType,
    HttpsUri, IpName, Jwks, List, Name, PageUri, RedirectUri, RequestUri, ResponseType, Scope, SigningAlgorithm,
    SubjectType, Text, TokenDeliveryMode, TokenEndpointAuthMethod, Translated, UriName, WebUri,
};
use crate::error::Invalid;
use crate::unit::Seconds;

/// Yields the struct, its reader, its writer and the list of names from the table below.
macro_rules! members {
    ($($(#[doc = $meaning:literal])* $name:ident: $type:ty,)*) => {
        /// Client metadata as asked for: everything optional, each member well formed. RFC 7591 section 2.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct ClientMetadata {
            $($(#[doc = $meaning])* pub $name: $type,)*
        }

        impl ClientMetadata {
            /// The names of the members, in the order of the table.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];

            /// Name, type and meaning of each member, for what is written about them.
            pub const TABLE: &'static [(&'static str, &'static str, &'static str)] =
                &[$((stringify!($name), stringify!($type), concat!($($meaning),*))),*];

            /// Whether a name is that of a member, in whatever language.
            #[must_use]
            pub fn has(name: &str) -> bool {
                name.split('#').next().is_some_and(|base| Self::NAMES.contains(&base))
            }

            /// Reads what it knows of an object and passes over the rest, `null` and the empty string.
            ///
            /// `Err` is the first member, in the order of its name, that is not well formed.
            pub fn read(object: &Map<String, Value>) -> Result<Self, Invalid> {
                Self::read_unless(object, &mut Err)
            }

            /// Reads what is well formed and passes over what is not.
            #[must_use]
            pub fn read_well_formed(object: &Map<String, Value>) -> Self {
                Self::read_all(object).0
            }

            /// Reads what is well formed, and says what is not.
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

            /// Takes an element out of an array member; whether there was one.
            pub fn take_out(&mut self, member: &str, index: usize) -> bool {
                self.field(member).is_some_and(|field| field.take_out(index))
            }

            /// Leaves out repeated values, which no place names any more.
            pub fn settle(&mut self) {
                $(self.$name.settle();)*
            }

            fn field(&mut self, name: &str) -> Option<&mut dyn Field> {
                match name {
                    $(stringify!($name) => Some(&mut self.$name),)*
                    _ => None,
                }
            }

            /// The members as they go over the wire: absent ones are left out.
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
    /// Where the authorization endpoint may send the user agent back to. RFC 7591 section 2.
    redirect_uris: Option<List<RedirectUri>>,
    /// How the client authenticates at the token endpoint. RFC 7591 section 2.
    token_endpoint_auth_method: Option<TokenEndpointAuthMethod>,
    /// The grants it may use at the token endpoint. RFC 7591 section 2.
    grant_types: Option<List<GrantType>>,
    /// What it may ask of the authorization endpoint. RFC 7591 section 2.
    response_types: Option<List<ResponseType>>,
    /// Its name for people. RFC 7591 section 2.
    client_name: Translated<Name>,
    /// A page about it. RFC 7591 section 2.
    client_uri: Translated<PageUri>,
    /// Its logo. RFC 7591 section 2.
    logo_uri: Translated<PageUri>,
    /// The scope values it may ask for. RFC 7591 section 2.
    scope: Option<Scope>,
    /// The people responsible for it. RFC 7591 section 2.
    contacts: Option<List<Contact>>,
    /// Its terms of service. RFC 7591 section 2.
    tos_uri: Translated<PageUri>,
    /// Its privacy policy. RFC 7591 section 2.
    policy_uri: Translated<PageUri>,
    /// Where its public keys are. RFC 7591 section 2.
    jwks_uri: Option<HttpsUri>,
    /// Its public keys. RFC 7591 section 2.
    jwks: Option<Jwks>,
    /// The software that all its instances share. RFC 7591 section 2.
    software_id: Option<Text>,
    /// The version of that software. RFC 7591 section 2.
    software_version: Option<Text>,

    /// Where it runs. OpenID Connect Registration section 2.
    application_type: Option<ApplicationType>,
    /// The document whose host stands for all its redirection URIs. OpenID Connect Registration section 2.
    sector_identifier_uri: Option<HttpsUri>,
    /// Whether other clients may recognise a user. OpenID Connect Registration section 2.
    subject_type: Option<SubjectType>,
    /// How ID tokens are signed. OpenID Connect Registration section 2.
    id_token_signed_response_alg: Option<SigningAlgorithm>,
    /// How the keys of encrypted ID tokens are. OpenID Connect Registration section 2.
    id_token_encrypted_response_alg: Option<EncryptionAlgorithm>,
    /// How encrypted ID tokens are. OpenID Connect Registration section 2.
    id_token_encrypted_response_enc: Option<ContentEncryption>,
    /// How `UserInfo` answers are signed. OpenID Connect Registration section 2.
    userinfo_signed_response_alg: Option<SigningAlgorithm>,
    /// How the keys of encrypted `UserInfo` answers are. OpenID Connect Registration section 2.
    userinfo_encrypted_response_alg: Option<EncryptionAlgorithm>,
    /// How encrypted `UserInfo` answers are. OpenID Connect Registration section 2.
    userinfo_encrypted_response_enc: Option<ContentEncryption>,
    /// The one way its request objects are signed. OpenID Connect Registration section 2.
    request_object_signing_alg: Option<SigningAlgorithm>,
    /// How the keys of its encrypted request objects may be. OpenID Connect Registration section 2.
    request_object_encryption_alg: Option<EncryptionAlgorithm>,
    /// How its encrypted request objects may be. OpenID Connect Registration section 2.
    request_object_encryption_enc: Option<ContentEncryption>,
    /// The one way its authentication assertions are signed. OpenID Connect Registration section 2.
    token_endpoint_auth_signing_alg: Option<SigningAlgorithm>,
    /// How long ago a user may have signed in. OpenID Connect Registration section 2.
    default_max_age: Option<Seconds>,
    /// Whether ID tokens say when the user signed in. OpenID Connect Registration section 2.
    require_auth_time: Option<bool>,
    /// How users shall sign in, in the order of preference. OpenID Connect Registration section 2.
    default_acr_values: Option<List<Text>>,
    /// Where others may start a login. OpenID Connect Registration section 2.
    initiate_login_uri: Option<HttpsUri>,
    /// Where its request objects are. OpenID Connect Registration section 2.
    request_uris: Option<List<RequestUri>>,

    /// Where the user agent may go after a logout. OpenID Connect RP-Initiated Logout section 3.1.
    post_logout_redirect_uris: Option<List<RedirectUri>>,
    /// Where the user agent tells it of a logout. OpenID Connect Front-Channel Logout section 2.
    frontchannel_logout_uri: Option<WebUri>,
    /// Whether it must be told which session. OpenID Connect Front-Channel Logout section 2.
    frontchannel_logout_session_required: Option<bool>,
    /// Where the server tells it of a logout. OpenID Connect Back-Channel Logout section 2.2.
    backchannel_logout_uri: Option<HttpsUri>,
    /// Whether it must be told which session. OpenID Connect Back-Channel Logout section 2.2.
    backchannel_logout_session_required: Option<bool>,

    /// Whether its access tokens work with its certificate alone. RFC 8705 section 3.4.
    tls_client_certificate_bound_access_tokens: Option<bool>,
    /// The subject of its certificate. RFC 8705 section 2.1.2.
    tls_client_auth_subject_dn: Option<DistinguishedName>,
    /// A host name of its certificate. RFC 8705 section 2.1.2.
    tls_client_auth_san_dns: Option<DnsName>,
    /// A URI of its certificate. RFC 8705 section 2.1.2.
    tls_client_auth_san_uri: Option<UriName>,
    /// An address of its certificate. RFC 8705 section 2.1.2.
    tls_client_auth_san_ip: Option<IpName>,
    /// An e-mail address of its certificate. RFC 8705 section 2.1.2.
    tls_client_auth_san_email: Option<EmailName>,
    /// Whether its access tokens work with its proof key alone. RFC 9449 section 5.2.
    dpop_bound_access_tokens: Option<bool>,
    /// Whether it must push its authorization requests. RFC 9126 section 6.
    require_pushed_authorization_requests: Option<bool>,
    /// Whether it must sign its authorization requests. RFC 9101 section 10.5.
    require_signed_request_object: Option<bool>,
    /// The authorization details it uses. RFC 9396 section 10.
    authorization_details_types: Option<List<Text>>,
    /// How introspection answers are signed. RFC 9701 section 6.
    introspection_signed_response_alg: Option<SigningAlgorithm>,
    /// How the keys of encrypted introspection answers are. RFC 9701 section 6.
    introspection_encrypted_response_alg: Option<EncryptionAlgorithm>,
    /// How encrypted introspection answers are. RFC 9701 section 6.
    introspection_encrypted_response_enc: Option<ContentEncryption>,
    /// How authorization answers are signed. JWT Secured Authorization Response Mode section 3.
    authorization_signed_response_alg: Option<SigningAlgorithm>,
    /// How the keys of encrypted authorization answers are. JWT Secured Authorization Response Mode section 3.
    authorization_encrypted_response_alg: Option<EncryptionAlgorithm>,
    /// How encrypted authorization answers are. JWT Secured Authorization Response Mode section 3.
    authorization_encrypted_response_enc: Option<ContentEncryption>,
    /// How it learns of the end of a backchannel authentication. CIBA Core section 4.
    backchannel_token_delivery_mode: Option<TokenDeliveryMode>,
    /// Where it is told of that end. CIBA Core section 4.
    backchannel_client_notification_endpoint: Option<HttpsUri>,
    /// How its backchannel authentication requests are signed. CIBA Core section 4.
    backchannel_authentication_request_signing_alg: Option<SigningAlgorithm>,
    /// Whether it asks for a user code. CIBA Core section 4.
    backchannel_user_code_parameter: Option<bool>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Result<ClientMetadata, Invalid> {
        let Value::Object(object) = value else { panic!("an object") };
        ClientMetadata::read(&object)
    }

    /// RFC 7591 section 2; requirements C1, C4, C49.
    #[test]
    fn unknown_null_and_empty_members_are_passed_over() {
        let asked = json!({"nickname": 1, "client_name": null, "scope": "", "Redirect_URIs": 3, "redirect_uris#en": 4});
        assert_eq!(read(asked), Ok(ClientMetadata::default()));
    }

    /// RFC 7591 section 2.2; requirements C45 to C47 and C49.
    #[test]
    fn a_language_tag_is_kept_as_sent_and_checked() {
        let asked =
            json!({"client_name": "App", "client_name#ja-Jpan-JP": "アプリ", "logo_uri#fr": "https://a.example/l"});
        assert_eq!(Value::Object(read(asked.clone()).unwrap().write()), asked);
        for (bad, pointer) in [
            (json!({"logo_uri#en": "javascript:alert(1)"}), "/logo_uri#en"),
            (json!({"client_name#": "x"}), "/client_name#"),
            (json!({"client_name##en": "x"}), "/client_name##en"),
            (json!({"client_name#FR": "x", "client_name#fr": "y"}), "/client_name#fr"),
        ] {
            assert_eq!(read(bad).unwrap_err().pointer().to_string(), pointer);
        }
    }

    /// RFC 7591 section 3.2.2; requirements C2, C3, R22.
    #[test]
    fn a_value_of_another_json_type_is_refused_with_its_place() {
        for (bad, pointer) in [
            (json!({"redirect_uris": "https://a.example/"}), "/redirect_uris"),
            (json!({"redirect_uris": {"0": "https://a.example/"}}), "/redirect_uris"),
            (json!({"redirect_uris": ["https://a.example/", 1]}), "/redirect_uris/1"),
            (json!({"redirect_uris": ["https://a.example/", null]}), "/redirect_uris/1"),
            (json!({"redirect_uris": [""]}), "/redirect_uris/0"),
            (json!({"grant_types": "authorization_code"}), "/grant_types"),
            (json!({"grant_types": [["authorization_code"]]}), "/grant_types/0"),
            (json!({"token_endpoint_auth_method": true}), "/token_endpoint_auth_method"),
            (json!({"client_name": ["x"]}), "/client_name"),
            (json!({"scope": ["openid"]}), "/scope"),
            (json!({"jwks": "{}"}), "/jwks"),
            (json!({"contacts": [1]}), "/contacts/0"),
            (json!({"software_id": 4}), "/software_id"),
        ] {
            assert_eq!(read(bad).unwrap_err().pointer().to_string(), pointer);
        }
    }

    #[test]
    fn the_writer_gives_back_what_the_reader_took() {
        let asked = json!({
            "redirect_uris": ["https://a.example/cb?x=1", "com.example.app:/cb"],
            "token_endpoint_auth_method": "private_key_jwt",
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "scope": "openid profile",
            "contacts": ["ve7jtb@example.org"],
            "jwks_uri": "https://a.example/jwks.json",
            "software_id": "4NRB1-0XZABZI9E6-5SM3R",
            "software_version": "1.10",
        });
        assert_eq!(Value::Object(read(asked.clone()).unwrap().write()), asked);
    }
}
