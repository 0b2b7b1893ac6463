//! Everything an operator can set, read and checked once.
//!
//! A setting is text: a word, a number, words separated by spaces, or JSON. An empty one counts as not set. What
//! contradicts itself is refused with the name of the setting, and the server then answers nothing at all.

mod authorization_server;
mod issuer;
mod limits;
mod policy;
mod redirects;
mod settings;

pub use issuer::Issuer;

use std::fmt;

use crate::config::settings::Settings;
use crate::key_ring::KeyRing;
use crate::policy::Policy;
use crate::unit::{ByteCount, Seconds};

/// The names of all settings, in alphabetical order.
pub const SETTINGS: [&str; 32] = [
    "AUTHORIZATION_SERVER",
    "BODY_LIMIT_BYTES",
    "CLIENT_CHANGES",
    "DEFAULT_SCOPE",
    "DEFAULT_TOKEN_ENDPOINT_AUTH_METHOD",
    "DELETED_CLIENT_RETENTION_DAYS",
    "DISCOVERY_MAX_AGE_SECONDS",
    "DOCUMENT_MAX_AGE_SECONDS",
    "EXCLUSIVE_GRANT_TYPES",
    "FOREIGN_PAGES",
    "GRANT_TYPES_SUPPORTED",
    "ISSUER",
    "LIMITS",
    "LOOPBACK_FETCH",
    "MASTER_SECRET",
    "PAIRWISE_SALT",
    "PARTIAL_ACCEPTANCE",
    "PRIVATE_USE_SCHEMES",
    "REDIRECT_URIS_REQUIRED",
    "REDIRECT_URI_FORMS",
    "REFUSED_HOSTS",
    "REFUSED_SCHEMES",
    "REGISTRATION_MODE",
    "RESOLVER",
    "RESPONSE_TYPES_SUPPORTED",
    "ROTATION_GRACE_SECONDS",
    "ROTATION_ON_UPDATE",
    "SCOPES_SUPPORTED",
    "SERVER_MEMBERS_IN_UPDATE",
    "TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED",
    "TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED",
    "UNSUPPORTED_SCOPE",
];

/// A server's configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// Who this server is, and where.
    pub issuer: Issuer,
    /// The master secret.
    pub keys: KeyRing,
    /// A ring of one key, from which the names of users are made that pairwise clients know.
    pub pairwise_salt: Option<KeyRing>,
    /// What can be registered.
    pub policy: Policy,
    /// The longest body that is read.
    pub body_limit: ByteCount,
    /// How long a deleted client is remembered as such.
    pub deleted_client_retention: Seconds,
    /// How long others may keep the discovery documents.
    pub discovery_max_age: Seconds,
}

/// A setting that the server cannot run with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misconfigured {
    /// Its name.
    pub setting: &'static str,
    /// What it must be.
    pub must: String,
}

impl fmt::Display for Misconfigured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the setting {} must {}", self.setting, self.must)
    }
}

impl Config {
    /// Reads the settings by name; `Err` is the first that cannot be used.
    pub fn read(setting: impl Fn(&str) -> Option<String>) -> Result<Self, Misconfigured> {
        let settings = Settings(&setting);
        let refuse = |setting, must: &str| Misconfigured { setting, must: must.to_owned() };
        let issuer = Issuer::parse(&settings.text("ISSUER")).map_err(|must| refuse("ISSUER", must))?;
        let keys = KeyRing::parse(&settings.text("MASTER_SECRET")).map_err(|must| refuse("MASTER_SECRET", must))?;
        let pairwise_salt = pairwise_salt(&settings)?;
        let policy = policy::read(&settings, &issuer)?;
        let body_limit = settings.number("BODY_LIMIT_BYTES", 1024..=131_072, 65_536)?;
        let retention = settings.number("DELETED_CLIENT_RETENTION_DAYS", 1..=3650, 90)?;
        Ok(Self {
            issuer,
            keys,
            pairwise_salt,
            policy,
            body_limit: ByteCount(usize::try_from(body_limit).unwrap_or(usize::MAX)),
            deleted_client_retention: Seconds::of_days(retention),
            discovery_max_age: Seconds(settings.number("DISCOVERY_MAX_AGE_SECONDS", 0..=86_400, 300)?),
        })
    }
}

/// One key, not several: with another one every user would be somebody else.
fn pairwise_salt(settings: &Settings<'_>) -> Result<Option<KeyRing>, Misconfigured> {
    const SETTING: &str = "PAIRWISE_SALT";
    let text = settings.text(SETTING);
    if text.is_empty() {
        return Ok(None);
    }
    let refuse = |must: &str| Misconfigured { setting: SETTING, must: must.to_owned() };
    if text.contains(char::is_whitespace) {
        return Err(refuse("be a single entry of the form name:key"));
    }
    KeyRing::parse(&text).map(Some).map_err(refuse)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::RegistrationMode;

    const KEY: &str = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    fn read(settings: &[(&str, &str)]) -> Result<Config, Misconfigured> {
        let base = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEY)];
        let all: Vec<_> = settings.iter().chain(&base).collect();
        Config::read(|name| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_list_of_settings_is_the_settings_that_are_read() {
        let asked = std::cell::RefCell::new(Vec::new());
        let config = Config::read(|name| {
            asked.borrow_mut().push(name.to_owned());
            match name {
                "ISSUER" => Some("https://as.example".to_owned()),
                "MASTER_SECRET" => Some(KEY.to_owned()),
                _ => None,
            }
        });
        let mut asked = asked.into_inner();
        asked.sort_unstable();
        assert!(config.is_ok());
        assert_eq!(asked, SETTINGS);
    }

    #[test]
    fn registration_is_off_unless_it_is_opened() {
        assert_eq!(read(&[]).unwrap().policy.registration_mode, RegistrationMode::Off);
        let open = read(&[("REGISTRATION_MODE", "open")]).unwrap();
        assert_eq!(open.policy.registration_mode, RegistrationMode::Open);
    }

    /// OpenID Connect Discovery section 3; requirement L5.
    #[test]
    fn a_setting_that_contradicts_is_refused_by_name() {
        for (setting, value) in [
            ("ISSUER", ""),
            ("ISSUER", "http://as.example"),
            ("ISSUER", "https://as.example/"),
            ("ISSUER", "https://as.example/t1/"),
            ("ISSUER", "https://as.example?x"),
            ("ISSUER", "https://as.example#x"),
            ("ISSUER", "https://a@as.example"),
            ("ISSUER", "as.example"),
            ("MASTER_SECRET", ""),
            ("MASTER_SECRET", "secret"),
            ("REGISTRATION_MODE", "Open"),
            ("ISSUER", "https://AS.example"),
            ("ISSUER", "https://as.example:443"),
            ("ISSUER", "https://as.example//t1"),
            ("ISSUER", "https://as.example/.well-known/x"),
            ("MASTER_SECRET", "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            ("SCOPES_SUPPORTED", "[\"a b\"]"),
            ("SCOPES_SUPPORTED", "a\"b"),
            ("CLIENT_CHANGES", "read"),
            ("DEFAULT_SCOPE", "a\"b"),
            ("DEFAULT_TOKEN_ENDPOINT_AUTH_METHOD", "tls_client_auth"),
            ("DEFAULT_TOKEN_ENDPOINT_AUTH_METHOD", "None"),
            ("EXCLUSIVE_GRANT_TYPES", "authorization_code"),
            ("EXCLUSIVE_GRANT_TYPES", "authorization_code+password"),
            ("EXCLUSIVE_GRANT_TYPES", "implicit+implicit"),
            ("FOREIGN_PAGES", "off"),
            ("LIMITS", "50"),
            ("LIMITS", "{\"redirect_uris\":51}"),
            ("LIMITS", "{\"redirect_uris\":0}"),
            ("LIMITS", "{\"redirect_uris\":\"5\"}"),
            ("LIMITS", "{\"rsa_bits_from\":1024}"),
            ("LIMITS", "{\"rsa_bits_from\":4096,\"rsa_bits_to\":2048}"),
            ("LIMITS", "{\"redirects\":5}"),
            ("REDIRECT_URIS_REQUIRED", "never"),
            ("REDIRECT_URI_FORMS", "https http"),
            ("REFUSED_HOSTS", "*.example.com"),
            ("REFUSED_HOSTS", ".example.com"),
            ("REFUSED_HOSTS", "Example.com"),
            ("REFUSED_SCHEMES", "com.google.*"),
            ("REFUSED_SCHEMES", "https"),
            ("SERVER_MEMBERS_IN_UPDATE", "accept"),
            ("UNSUPPORTED_SCOPE", "keep"),
            ("PRIVATE_USE_SCHEMES", "javascript"),
            ("PRIVATE_USE_SCHEMES", "https"),
            ("PRIVATE_USE_SCHEMES", "MyApp"),
            ("PRIVATE_USE_SCHEMES", "myapp://"),
            ("GRANT_TYPES_SUPPORTED", "authorization_code implicit"),
            ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "none"),
            ("GRANT_TYPES_SUPPORTED", "password"),
            ("GRANT_TYPES_SUPPORTED", "[1]"),
            ("GRANT_TYPES_SUPPORTED", "[]"),
            ("RESPONSE_TYPES_SUPPORTED", "[\"code\",\"id_token\"]"),
            ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "tls"),
            ("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "none"),
            ("AUTHORIZATION_SERVER", "[]"),
            ("AUTHORIZATION_SERVER", "{\"issuer\":\"https://evil.example\"}"),
            ("AUTHORIZATION_SERVER", "{\"token_endpoint\":\"http://as.example/token\"}"),
            ("AUTHORIZATION_SERVER", "{\"claims_supported\":[]}"),
            ("AUTHORIZATION_SERVER", "{\"token_endpoint\":\"http://127.0.0.1/token\"}"),
            ("AUTHORIZATION_SERVER", "{\"mtls_endpoint_aliases\":{\"token_endpoint\":\"http://as.example/\"}}"),
            ("AUTHORIZATION_SERVER", "{\"mtls_endpoint_aliases\":{}}"),
            ("AUTHORIZATION_SERVER", "{\"revocation_endpoint_auth_methods_supported\":[\"private_key_jwt\"]}"),
            ("AUTHORIZATION_SERVER", "{\"signed_metadata\":\"https://as.example/\"}"),
            ("AUTHORIZATION_SERVER", "{\"code_challenge_methods_supported\":\"S256\"}"),
            ("AUTHORIZATION_SERVER", "{\"code_challenge_methods_supported\":[\"plain\"]}"),
            ("AUTHORIZATION_SERVER", "{\"service_documentation\":\"javascript:alert(1)\"}"),
            ("AUTHORIZATION_SERVER", "{\"acr_values_supported\":[1]}"),
            ("AUTHORIZATION_SERVER", "{\"id_token_signing_alg_values_supported\":[\"RS256\",\"none\"]}"),
            ("LOOPBACK_FETCH", "on"),
            ("LOOPBACK_FETCH", "yes"),
            ("RESOLVER", "dns.example.com"),
            ("RESOLVER", "http://127.0.0.1/dns-query"),
            ("RESOLVER", "https://dns.example.com/?x"),
            ("GRANT_TYPES_SUPPORTED", "authorization_code urn:openid:params:grant-type:ciba"),
            ("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "HS256"),
            ("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "ES256"),
            ("PAIRWISE_SALT", "salt"),
            (
                "PAIRWISE_SALT",
                "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8 k2:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8",
            ),
            ("PARTIAL_ACCEPTANCE", "yes"),
            ("ROTATION_ON_UPDATE", "on"),
            ("ROTATION_GRACE_SECONDS", "-1"),
            ("BODY_LIMIT_BYTES", "0"),
            ("BODY_LIMIT_BYTES", "64k"),
            ("DELETED_CLIENT_RETENTION_DAYS", "-1"),
            ("DISCOVERY_MAX_AGE_SECONDS", "1.5"),
            ("DOCUMENT_MAX_AGE_SECONDS", "59"),
        ] {
            let refused = read(&[(setting, value)]).unwrap_err();
            assert_eq!(refused.setting, setting, "{value}");
            assert!(!refused.to_string().contains("secret:"), "{refused}");
        }
    }

    #[test]
    fn a_default_scope_is_of_supported_values() {
        let settings = [("SCOPES_SUPPORTED", "openid profile"), ("DEFAULT_SCOPE", "openid email")];
        assert_eq!(read(&settings).unwrap_err().setting, "DEFAULT_SCOPE");
    }

    #[test]
    fn a_list_is_words_or_a_json_array() {
        let words = read(&[("SCOPES_SUPPORTED", "openid profile")]).unwrap();
        let array = read(&[("SCOPES_SUPPORTED", "[\"openid\",\"profile\"]")]).unwrap();
        assert_eq!(words.policy, array.policy);
        assert_eq!(words.policy.scopes.supported.unwrap(), ["openid", "profile"]);
    }
}
