//! The clients that can be registered.

use std::time::Duration;

use openidconnect::core::{
    CoreApplicationType, CoreClientAuthMethod, CoreClientRegistrationRequest, CoreGrantType, CoreJsonWebKeySet,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm, CoreResponseType,
    CoreSubjectIdentifierType,
};
use openidconnect::registration::EmptyAdditionalClientMetadata;
use openidconnect::url::ParseError;
use openidconnect::{
    AuthenticationContextClass, ClientContactEmail, ClientName, ClientUrl, InitiateLoginUrl, JsonWebKeySetUrl,
    LanguageTag, LocalizedClaim, LogoUrl, PolicyUrl, RedirectUrl, RequestUrl, ResponseTypes, ToSUrl,
};
use serde_json::json;

/// A web client that asks for all that the crate has a name for, less what excludes one another.
pub fn web() -> Result<CoreClientRegistrationRequest, ParseError> {
    let response_types = vec![
        ResponseTypes::new(vec![CoreResponseType::Code]),
        ResponseTypes::new(vec![CoreResponseType::Code, CoreResponseType::IdToken]),
    ];
    let grants = vec![CoreGrantType::AuthorizationCode, CoreGrantType::Implicit, CoreGrantType::RefreshToken];
    let acr_values = vec![AuthenticationContextClass::new("urn:mace:incommon:iap:silver".to_owned())];
    Ok(of(&["https://app.example/callback", "https://app.example/other?x=%20"])?
        .set_response_types(Some(response_types))
        .set_grant_types(Some(grants))
        .set_application_type(Some(CoreApplicationType::Web))
        .set_contacts(Some(vec![ClientContactEmail::new("ops@app.example".to_owned())]))
        .set_client_name(Some(names("My app", "Mon appli", "\u{79c1}\u{306e}\u{30a2}\u{30d7}\u{30ea}")))
        .set_logo_uri(Some(LogoUrl::new("https://app.example/logo.png".to_owned())?.into()))
        .set_client_uri(Some(ClientUrl::new("https://app.example/".to_owned())?.into()))
        .set_policy_uri(Some(PolicyUrl::new("https://app.example/policy".to_owned())?.into()))
        .set_tos_uri(Some(ToSUrl::new("https://app.example/terms".to_owned())?.into()))
        .set_jwks(Some(keys()))
        .set_subject_type(Some(CoreSubjectIdentifierType::Pairwise))
        .set_id_token_signed_response_alg(Some(CoreJwsSigningAlgorithm::EcdsaP256Sha256))
        .set_id_token_encrypted_response_alg(Some(CoreJweKeyManagementAlgorithm::EcdhEs))
        .set_id_token_encrypted_response_enc(Some(CoreJweContentEncryptionAlgorithm::Aes128Gcm))
        .set_userinfo_signed_response_alg(Some(CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256))
        .set_request_object_signing_alg(Some(CoreJwsSigningAlgorithm::EcdsaP256Sha256))
        .set_token_endpoint_auth_method(Some(CoreClientAuthMethod::ClientSecretJwt))
        .set_token_endpoint_auth_signing_alg(Some(CoreJwsSigningAlgorithm::HmacSha512))
        .set_default_max_age(Some(Duration::from_hours(1)))
        .set_require_auth_time(Some(true))
        .set_default_acr_values(Some(acr_values))
        .set_initiate_login_uri(Some(InitiateLoginUrl::new("https://app.example/login".to_owned())?))
        .set_request_uris(Some(vec![RequestUrl::new("https://app.example/request#dGVzdA".to_owned())?])))
}

/// An app on its user's machine, which has keys of its own and no secret.
pub fn native() -> Result<CoreClientRegistrationRequest, ParseError> {
    Ok(of(&["http://127.0.0.1/callback", "com.example.app:/callback"])?
        .set_application_type(Some(CoreApplicationType::Native))
        .set_jwks_uri(Some(JsonWebKeySetUrl::new("https://app.example/jwks.json".to_owned())?))
        .set_token_endpoint_auth_method(Some(CoreClientAuthMethod::PrivateKeyJwt))
        .set_token_endpoint_auth_signing_alg(Some(CoreJwsSigningAlgorithm::RsaSsaPssSha256)))
}

/// A client that may be led to where it must not.
pub fn refused() -> Result<CoreClientRegistrationRequest, ParseError> {
    of(&["https://app.example/callback", "https://app.example/callback#fragment"])
}

fn of(redirect_uris: &[&str]) -> Result<CoreClientRegistrationRequest, ParseError> {
    let redirect_uris: Result<_, _> = redirect_uris.iter().map(|uri| RedirectUrl::new((*uri).to_owned())).collect();
    Ok(CoreClientRegistrationRequest::new(redirect_uris?, EmptyAdditionalClientMetadata {}))
}

fn names(plain: &str, french: &str, japanese: &str) -> LocalizedClaim<ClientName> {
    let name = |language: Option<&str>, name: &str| {
        (language.map(|tag| LanguageTag::new(tag.to_owned())), ClientName::new(name.to_owned()))
    };
    [name(None, plain), name(Some("fr"), french), name(Some("ja-Jpan-JP"), japanese)].into_iter().collect()
}

/// A key to verify signatures with, and one to encrypt to.
fn keys() -> CoreJsonWebKeySet {
    let keys = json!({"keys": [
        {
            "kty": "EC", "crv": "P-256", "use": "sig", "kid": "signature", "alg": "ES256",
            "x": "AyNwvgmACud8iIUugxhYoCgQFsEVDDIjLYmgpVeoyQM",
            "y": "oZgLetsdpd-y0tB6CqEJd4hbjb9vFAJxc2jVYnCEFnE",
        },
        {
            "kty": "EC", "crv": "P-256", "use": "enc", "kid": "encryption",
            "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        },
    ]});
    serde_json::from_value(keys).expect("a key set")
}
