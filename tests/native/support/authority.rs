//! An issuer of software statements.

use enrol::http::Method;
pub use enrol_testing::{DIRECTORY, DIRECTORY_KEYS};
use serde_json::{Map, Value, json};

use super::{Call, Reply, Signer, World};

/// An issuer of software statements, and a server that trusts it.
pub struct Authority {
    pub signer: Signer,
    pub world: World,
}

impl Authority {
    /// Makes a server with this entry for the issuer, beside the URL of its keys, and these settings.
    pub fn trusted(entry: &Value, settings: &[(&str, &str)]) -> Self {
        let signer = Signer::new();
        let issuers = issuers(entry);
        let world = World::with(&[settings, &[("STATEMENT_ISSUERS", &issuers)]].concat());
        world.publish(DIRECTORY_KEYS, &json!({"keys": [signer.jwk("1")]}).to_string());
        Self { signer, world }
    }

    /// Signs a statement of the usual claims with these changes; a `null` removes a claim.
    pub fn statement(&self, claims: &Value) -> String {
        self.signer.sign(&json!({"alg": "ES256", "kid": "1", "typ": "JWT"}), &self.claims(claims))
    }

    pub fn claims(&self, changes: &Value) -> Value {
        let now = self.world.now.get().0;
        let usual = json!({"iss": DIRECTORY, "iat": now, "exp": now + 600, "jti": "statement-1",
            "software_id": "bank-app", "client_name": "Bank", "redirect_uris": ["https://bank.example/cb"]});
        over(&usual, changes)
    }

    /// Registers with a statement and these members.
    pub fn register(&self, statement: &str, members: &Value) -> Reply {
        Call::register(&over(members, &json!({"software_statement": statement}))).to(&self.world)
    }

    /// Registers with a statement of these claims; returns status, code and pointer.
    pub fn outcome(&self, claims: &Value) -> (u16, String, String) {
        outcome(&self.register(&self.statement(claims), &json!({})))
    }
}

/// Updates a client to its current metadata with these changes.
pub fn update(authority: &Authority, client: &Reply, changes: &Value) -> Reply {
    let body = over(&client.resubmitted(), changes);
    Call::manage(Method::Put, client).json(&body).to(&authority.world)
}

/// Registers a client with a statement of these claims, in both kinds of storage.
pub fn clients(entry: &Value, claims: &Value) -> [(Authority, Reply); 2] {
    ["stored", "sealed"].map(|storage| {
        let authority = Authority::trusted(entry, &[("CLIENT_STORAGE", storage)]);
        let client = authority.register(&authority.statement(claims), &json!({"client_uri": "https://bank.example/"}));
        assert_eq!(client.status(), 201, "{}", client.json());
        (authority, client)
    })
}

/// Returns status, code and pointer; code and pointer are empty for a success.
pub fn outcome(reply: &Reply) -> (u16, String, String) {
    match reply.status() {
        201 => (201, String::new(), String::new()),
        _ => reply.refusal(),
    }
}

/// The setting that trusts the issuer.
pub fn issuers(entry: &Value) -> String {
    let entry =
        if entry.get("jwks").is_some() { entry.clone() } else { over(entry, &json!({"jwks_uri": DIRECTORY_KEYS})) };
    json!({DIRECTORY: entry}).to_string()
}

/// Merges members; a `null` removes a member.
pub fn over(members: &Value, changes: &Value) -> Value {
    let mut all: Map<String, Value> = members.as_object().unwrap().clone();
    all.extend(changes.as_object().unwrap().clone());
    all.retain(|_, value| !value.is_null());
    Value::Object(all)
}
