//! Proofs of the possession of a key, as an app makes them. RFC 9449 section 4.2.

use std::cell::Cell;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Call, Reply, Signer, World};

/// The time of a new world.
const NOW: u64 = 1_800_000_000;

/// An app that holds a key.
pub struct Holder {
    signer: Signer,
    made: Cell<u32>,
}

impl Holder {
    pub fn new() -> Self {
        Self { signer: Signer::new(), made: Cell::new(0) }
    }

    /// Returns the public key.
    pub fn jwk(&self) -> Value {
        self.signer.jwk("1")
    }

    /// Returns the thumbprint of the key. RFC 7638 section 3.
    pub fn thumbprint(&self) -> String {
        let jwk = self.signer.jwk("1");
        digest(&format!(r#"{{"crv":"P-256","kty":"EC","x":{},"y":{}}}"#, jwk["x"], jwk["y"]))
    }

    /// Returns a new proof for a request, with these changes to its header and its claims. The time is that of a new
    /// world.
    pub fn proof(&self, method: &str, path: &str, header: &Value, claims: &Value) -> String {
        self.made.set(self.made.get() + 1);
        let all = json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": self.signer.jwk("1")});
        let usual = json!({"jti": format!("proof {}", self.made.get()), "htm": method,
            "htu": format!("https://as.example{path}"), "iat": NOW});
        self.signer.sign(&changed(all, header), &changed(usual, claims))
    }

    /// Adds a good proof for the token endpoint.
    pub fn prove(&self, call: Call) -> Call {
        call.header("dpop", &self.proof("POST", "/token", &json!({}), &json!({})))
    }

    /// Reads the claims of the user with a token that is bound to the key.
    pub fn userinfo(&self, world: &World, token: &str) -> Reply {
        self.read(world, "/userinfo", token)
    }

    /// Reads an address with a token that is bound to the key.
    pub fn read(&self, world: &World, path: &str, token: &str) -> Reply {
        self.read_elsewhere(world, path, path, token)
    }

    /// Reads an address with a proof for another one.
    pub fn read_elsewhere(&self, world: &World, proven: &str, path: &str, token: &str) -> Reply {
        let proof = self.proof("GET", proven, &json!({}), &json!({"ath": digest(token)}));
        Call::get(path).header("authorization", &format!("DPoP {token}")).header("dpop", &proof).to(world)
    }
}

fn digest(text: &str) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(text))
}

/// Returns an object with these changes. A member that becomes null is left out.
pub fn changed(mut object: Value, changes: &Value) -> Value {
    let members = object.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            members.remove(name)
        } else {
            members.insert(name.clone(), value.clone())
        };
    }
    object
}
