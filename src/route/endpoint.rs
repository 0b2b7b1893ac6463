//! The endpoints and their paths.

use crate::endpoint::administration::Resource;
use crate::endpoint::console::Place;
use crate::model::Issuer;

/// An endpoint. In alphabetical order.
#[derive(Clone, Copy)]
pub enum Endpoint<'a> {
    Account,
    Administration(Resource<'a>),
    AttestationChallenge,
    Authorization,
    AuthorizationConsent,
    AuthorizationResume,
    Client(&'a str),
    ClientAuthentication(&'a str),
    ClientConfiguration(&'a str),
    ClientRegistration,
    ClientSecret(&'a str),
    Console(Place),
    Device,
    DeviceAuthorization,
    Discovery,
    FormPostScript,
    Health,
    Home,
    Introspection,
    Jwks,
    OpenApi,
    PasskeyScript,
    PasskeySignIn,
    PasswordReset,
    ProviderSignIn,
    PushedAuthorization,
    Revocation,
    SecondFactor,
    SignIn,
    SignOut,
    SignInCallback(&'a str),
    StatementKeys,
    Token,
    UserInfo,
    WebFinger,
}

/// The endpoints that have one path each, after the path of the issuer.
const AT_ONE_PATH: [(&str, Endpoint<'static>); 25] = [
    ("/", Endpoint::Home),
    ("/account", Endpoint::Account),
    // Apps that find no metadata try `/authorize`, `/token` and `/register`, so these have no other names.
    ("/authorize", Endpoint::Authorization),
    ("/authorize/consent", Endpoint::AuthorizationConsent),
    ("/authorize/resume", Endpoint::AuthorizationResume),
    ("/assets/form_post.js", Endpoint::FormPostScript),
    ("/assets/passkey.js", Endpoint::PasskeyScript),
    ("/challenge", Endpoint::AttestationChallenge),
    ("/device", Endpoint::Device),
    ("/device_authorization", Endpoint::DeviceAuthorization),
    ("/healthz", Endpoint::Health),
    ("/introspect", Endpoint::Introspection),
    ("/jwks", Endpoint::Jwks),
    ("/openapi.json", Endpoint::OpenApi),
    ("/par", Endpoint::PushedAuthorization),
    ("/sign-in/passkey", Endpoint::PasskeySignIn),
    ("/sign-in/provider", Endpoint::ProviderSignIn),
    ("/revoke", Endpoint::Revocation),
    ("/sign-in", Endpoint::SignIn),
    ("/sign-out", Endpoint::SignOut),
    ("/sign-in/factor", Endpoint::SecondFactor),
    ("/sign-in/reset", Endpoint::PasswordReset),
    ("/statements/jwks", Endpoint::StatementKeys),
    ("/token", Endpoint::Token),
    ("/userinfo", Endpoint::UserInfo),
];

impl<'a> Endpoint<'a> {
    /// Returns the endpoint at a path. Paths are compared exactly, so that no variant of a path gets around a rule.
    pub fn at(path: &'a str, issuer: &Issuer) -> Option<Self> {
        let is_document = |name: &str| name == "openid-configuration" || name == "oauth-authorization-server";
        if path == "/.well-known/webfinger" {
            return Some(Self::WebFinger);
        }
        // The well-known part is inserted before the path of the issuer, or appended. RFC 8414 sections 3.1 and 5.
        let inserted = path.strip_prefix("/.well-known/").and_then(|rest| rest.strip_suffix(issuer.path()));
        let local = path.strip_prefix(issuer.path());
        let appended = local.and_then(|local| local.strip_prefix("/.well-known/"));
        if inserted.is_some_and(is_document) || appended.is_some_and(is_document) {
            return Some(Self::Discovery);
        }
        if let Some((_, endpoint)) = AT_ONE_PATH.iter().find(|(path, _)| local == Some(*path)) {
            return Some(*endpoint);
        }
        if let Some(place) = local.and_then(Place::at) {
            return Some(Self::Console(place));
        }
        if let Some(resource) = local.and_then(|local| local.strip_prefix("/admin/v1/")) {
            return Resource::at(resource).map(Self::Administration);
        }
        if let Some(provider) = local.and_then(|local| local.strip_prefix("/sign-in/callback/")) {
            let is_name = !provider.is_empty() && !provider.contains('/');
            return is_name.then_some(Self::SignInCallback(provider));
        }
        if let Some(of_client) = local.and_then(|local| local.strip_prefix("/clients/")) {
            let (id, rest) = of_client.split_once('/').map_or((of_client, None), |(id, rest)| (id, Some(rest)));
            return match rest {
                _ if id.is_empty() => None,
                None => Some(Self::Client(id)),
                Some("authenticate") => Some(Self::ClientAuthentication(id)),
                Some(_) => None,
            };
        }
        let rest = local?.strip_prefix("/register")?;
        match rest.strip_prefix('/') {
            None if rest.is_empty() => Some(Self::ClientRegistration),
            Some(of_client)
                if of_client.strip_suffix("/secret").is_some_and(|id| !id.is_empty() && !id.contains('/')) =>
            {
                of_client.strip_suffix("/secret").map(Self::ClientSecret)
            }
            Some(id) if !id.is_empty() && !id.contains('/') => Some(Self::ClientConfiguration(id)),
            _ => None,
        }
    }

    /// Returns the name that the log shows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Administration(_) => "administration",
            Self::AttestationChallenge => "attestation_challenge",
            Self::Authorization => "authorization",
            Self::AuthorizationConsent => "authorization_consent",
            Self::AuthorizationResume => "authorization_resume",
            Self::Client(_) => "client",
            Self::ClientAuthentication(_) => "client_authentication",
            Self::ClientConfiguration(_) => "client_configuration",
            Self::ClientRegistration => "client_registration",
            Self::ClientSecret(_) => "client_secret",
            Self::Console(_) => "console",
            Self::Device => "device",
            Self::DeviceAuthorization => "device_authorization",
            Self::Discovery => "discovery",
            Self::FormPostScript => "form_post_script",
            Self::Health => "health",
            Self::Home => "home",
            Self::Introspection => "introspection",
            Self::Jwks => "jwks",
            Self::OpenApi => "openapi",
            Self::PasskeyScript => "passkey_script",
            Self::PasskeySignIn => "passkey_sign_in",
            Self::PasswordReset => "password_reset",
            Self::ProviderSignIn => "provider_sign_in",
            Self::PushedAuthorization => "pushed_authorization",
            Self::Revocation => "revocation",
            Self::SecondFactor => "second_factor",
            Self::SignIn => "sign_in",
            Self::SignOut => "sign_out",
            Self::SignInCallback(_) => "sign_in_callback",
            Self::StatementKeys => "statement_keys",
            Self::Token => "token",
            Self::UserInfo => "userinfo",
            Self::WebFinger => "webfinger",
        }
    }

    /// Returns true if the endpoint may need the data that operators steer: it may look for a client, or register one.
    pub const fn uses_data(self) -> bool {
        !matches!(
            self,
            Self::AttestationChallenge
                | Self::Discovery
                | Self::FormPostScript
                | Self::Health
                | Self::Home
                | Self::Jwks
                | Self::OpenApi
                | Self::PasskeyScript
                | Self::StatementKeys
                | Self::WebFinger
        )
    }

    /// Returns true if the endpoint exists only on a server that issues tokens.
    pub const fn is_of_tokens(self) -> bool {
        matches!(self, Self::Administration(_) | Self::Introspection | Self::Jwks | Self::Revocation | Self::Token)
    }

    /// Returns true if the endpoint exists only on a server at which users sign in.
    pub const fn is_of_sign_in(self) -> bool {
        self.is_for_people()
            || matches!(
                self,
                Self::DeviceAuthorization
                    | Self::FormPostScript
                    | Self::PasskeyScript
                    | Self::PushedAuthorization
                    | Self::UserInfo
            )
    }

    /// Returns true if people open the endpoint in a browser: it answers with pages, also for errors.
    pub const fn is_for_people(self) -> bool {
        matches!(
            self,
            Self::Account
                | Self::Authorization
                | Self::AuthorizationConsent
                | Self::AuthorizationResume
                | Self::Console(_)
                | Self::Device
                | Self::Home
                | Self::PasskeySignIn
                | Self::PasswordReset
                | Self::ProviderSignIn
                | Self::SecondFactor
                | Self::SignIn
                | Self::SignOut
                | Self::SignInCallback(_)
        )
    }

    /// Returns true if the endpoint exists only on a server that lets in devices without a browser.
    pub const fn is_of_devices(self) -> bool {
        matches!(self, Self::Device | Self::DeviceAuthorization)
    }

    /// Returns true if the endpoint exists only on a server that has a console.
    pub const fn is_of_console(self) -> bool {
        matches!(self, Self::Console(_))
    }

    /// Returns true if the endpoint is the admin API, whose errors are problem details.
    pub const fn is_of_administrators(self) -> bool {
        matches!(self, Self::Administration(_))
    }

    /// Returns true if the endpoint exists only on a server that permits passkeys.
    pub const fn is_of_passkeys(self) -> bool {
        matches!(self, Self::PasskeyScript | Self::PasskeySignIn)
    }

    /// Returns true if the endpoint exists only on a server that trusts attesters.
    pub const fn is_of_attesters(self) -> bool {
        matches!(self, Self::AttestationChallenge)
    }

    /// Returns true if the endpoint exists only for servers that may read clients.
    pub const fn is_of_readers(self) -> bool {
        matches!(self, Self::Client(_) | Self::ClientAuthentication(_))
    }
}
