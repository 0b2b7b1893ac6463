//! An ecosystem: a directory that signs software statements, a software, and a server with the profile.

use std::cell::Cell;

use enrol::http::CertificateStatus::Verified;
use enrol::http::Method;
use serde_json::{Value, json};

use super::authority::{DIRECTORY_KEYS, over};
use super::{Call, Reply, Signer, World};

/// The address of the keys of the software.
pub const SOFTWARE_KEYS: &str = "https://software.example/jwks";

/// An authorization server of the operator beside this one.
pub const ELSEWHERE: &str =
    r#"{"authorization_endpoint":"https://login.example/authorize","token_endpoint":"https://login.example/token"}"#;

/// The setting with which users sign in at this server, and it issues the tokens.
pub const HERE: (&str, &str) = ("AUTHORIZATION_SERVER", "");

/// The thumbprint of the certificate of the software.
pub const THUMBPRINT: &str = "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2";

/// A directory, a software, and a server with the profile of the ecosystem.
pub struct Ecosystem {
    pub world: World,
    pub directory: Signer,
    pub software: Signer,
    claims: Value,
    made: Cell<u32>,
}

impl Ecosystem {
    /// Makes a server with this profile, which trusts the issuer of these claims of a statement.
    pub fn new(profile: &str, claims: Value, settings: &[(&str, &str)]) -> Self {
        let issuers = json!({claims["iss"].as_str().unwrap(): {"jwks_uri": DIRECTORY_KEYS}}).to_string();
        let own = [
            ("PROFILE", profile),
            ("REGISTRATION_MODE", "statement"),
            ("STATEMENT_ISSUERS", &issuers),
            ("AUTHORIZATION_SERVER", ELSEWHERE),
            ("CERTIFICATE_ISSUERS", "[\"CN=Authority\"]"),
        ];
        let world = World::with(&[settings, &own].concat());
        let (directory, software) = (Signer::rsa(0), Signer::rsa(1));
        world.publish(DIRECTORY_KEYS, &json!({"keys": [directory.jwk("d")]}).to_string());
        world.publish(SOFTWARE_KEYS, &json!({"keys": [software.jwk("s")]}).to_string());
        world.resolve("software.example", "198.200.0.1", "");
        Self { world, directory, software, claims, made: Cell::new(0) }
    }

    /// The time.
    pub fn now(&self) -> u64 {
        self.world.now.get().0
    }

    /// Signs a statement of the usual claims with these changes.
    pub fn statement(&self, changes: &Value) -> String {
        let current = json!({"iat": self.now(), "exp": self.now() + 600, "jti": format!("statement {}", self.count())});
        let claims = over(&over(&self.claims, &current), changes);
        self.directory.sign(&json!({"alg": "PS256", "kid": "d", "typ": "JWT"}), &claims)
    }

    /// Signs a request of these members with these changes.
    pub fn request(&self, members: &Value, changes: &Value) -> String {
        let now = self.now();
        let usual = json!({"iss": self.claims["software_id"], "aud": "https://as.example", "iat": now, "exp": now + 300,
            "jti": format!("00000000-0000-4000-8000-{:012}", self.count())});
        self.software.sign(&json!({"alg": "PS256", "kid": "s"}), &over(&over(&usual, members), changes))
    }

    /// Sends a signed request.
    pub fn send(&self, method: Method, path: &str, body: &str) -> Call {
        assert!(!self.world.documents.borrow().is_empty());
        Call::new(method, path).header("content-type", "application/jwt").body(body)
    }

    /// Registers with a signed request.
    pub fn register(&self, body: &str) -> Reply {
        self.send(Method::Post, "/register", body).to(&self.world)
    }

    /// Makes a form with an assertion of a client of the software, over a connection with a certificate of this subject.
    pub fn form(&self, client: &Reply, path: &str, subject: &str, parameters: &[(&str, &str)]) -> Call {
        let (id, now) = (client.text("client_id"), self.now());
        let claims = json!({"iss": id, "sub": id, "aud": "https://as.example", "exp": now + 60, "jti": self.count().to_string()});
        let assertion = self.software.sign(&json!({"alg": "PS256", "kid": "s"}), &claims);
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let own = [("client_assertion_type", kind), ("client_assertion", &*assertion)];
        Call::form(path, &[parameters, &own].concat()).subject(subject, THUMBPRINT, Verified)
    }

    /// Gets an access token of these scope values for a client itself, bound to its certificate.
    pub fn own_token(&self, client: &Reply, scope: &str) -> String {
        let form = [("grant_type", "client_credentials"), ("scope", scope)];
        let reply = self.form(client, "/token", "CN=client", &form).to(&self.world);
        assert_eq!(reply.status(), 200, "{}", reply.json());
        reply.text("access_token")
    }

    /// A number for each call, so that no two tokens have the same name.
    fn count(&self) -> u32 {
        self.made.set(self.made.get() + 1);
        self.made.get()
    }
}
