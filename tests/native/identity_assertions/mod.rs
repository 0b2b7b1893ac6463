//! Cross-app access: identity assertions of an identity provider. Draft `draft-ietf-oauth-identity-assertion-authz-grant`,
//! RFC 7523 section 3.

mod access;
mod claims;
mod failures;
mod keys;
mod settings;

use std::cell::Cell;

use enrol::jose::Token;
use enrol::unit::ByteCount;
use serde_json::{Value, json};

use crate::authentication::NOW;
use crate::support::proof::changed;
use crate::support::provider::{PROVIDER, Provider, entry};
use crate::support::users::token_request;
use crate::support::{Call, Reply, World};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const USER: &str = "U019488227";
const NOTES: &str = "https://notes.example/mcp";
const MAIL: &str = "https://mail.example";
const RESOURCES: &str = r#"[{"resource": "https://notes.example/mcp", "scopes": {"notes:read": {}, "notes:write": {}}},
    {"resource": "https://mail.example", "scopes": {"mail:read": {}}}]"#;

/// A company whose identity provider gives access to this server, and a client of this server.
struct Company {
    provider: Provider,
    client: Reply,
    made: Cell<u32>,
}

impl Company {
    fn new() -> Self {
        Self::with(&json!({}), &[], &json!({}))
    }

    /// The company with other members of the provider, other settings, and another client.
    fn with(members: &Value, settings: &[(&str, &str)], metadata: &Value) -> Self {
        let own = [("IDENTITY_ASSERTIONS", "company"), ("RESOURCES", RESOURCES)];
        let providers = json!({"company": entry(members), "other": entry(&json!({"issuer": "https://other.example"}))});
        let provider = Provider::with(&providers, "company:s3cret other:s3cret", &[&own, settings].concat());
        let client = client(&provider.world, metadata);
        Self { provider, client, made: Cell::new(0) }
    }

    fn world(&self) -> &World {
        &self.provider.world
    }

    /// Returns the claims of a new assertion, with these changes.
    fn claims(&self, changes: &Value) -> Value {
        self.made.set(self.made.get() + 1);
        let usual = json!({
            "iss": PROVIDER, "sub": USER, "aud": "https://as.example", "client_id": self.client.text("client_id"),
            "jti": format!("assertion {}", self.made.get()), "iat": NOW, "exp": NOW + 300,
            "resource": NOTES, "scope": "notes:read notes:write", "email": "joe@example.com", "email_verified": true,
        });
        changed(usual, changes)
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let usual = json!({"alg": "ES256", "kid": "1", "typ": "oauth-id-jag+jwt"});
        self.provider.signer.sign(&changed(usual, header), claims)
    }

    /// Returns a new assertion with these changes to its claims.
    fn assertion(&self, changes: &Value) -> String {
        self.sign(&json!({}), &self.claims(changes))
    }

    /// Makes the request that exchanges an assertion.
    fn request(&self, assertion: &str, parameters: &[(&str, &str)]) -> Call {
        let own = [("grant_type", GRANT), ("assertion", assertion)];
        token_request(&self.client, &[&own, parameters].concat())
    }

    /// Exchanges a new assertion with these changes to its claims.
    fn exchange(&self, changes: &Value) -> Reply {
        self.request(&self.assertion(changes), &[]).to(self.world())
    }
}

/// Registers a client that may exchange assertions, with these changes.
fn client(world: &World, changes: &Value) -> Reply {
    let usual = json!({"grant_types": [GRANT], "response_types": [], "scope": "notes:read notes:write mail:read"});
    let reply = Call::register(&changed(usual, changes)).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

/// Returns the claims of the access token in a reply.
fn granted(reply: &Reply) -> Value {
    assert_eq!(reply.status(), 200, "{} {}", reply.json(), reply.line);
    let token = Token::read(&reply.text("access_token"), ByteCount(16_384)).unwrap();
    Value::Object(token.claims.members().clone())
}

/// Checks that an assertion did not count, for this reason, and that nothing is stored.
fn is_refused(company: &Company, reply: &Reply, reason: &str) {
    assert_eq!((reply.status(), reply.member("error")), (400, json!("invalid_grant")), "{reason}: {}", reply.line);
    assert!(reply.line.contains(&format!("\"{reason}\"")), "{} lacks {reason}", reply.line);
    assert!(company.world().grants.borrow().is_empty(), "{reason}");
    assert!(company.world().users.borrow().is_empty(), "{reason}");
}
