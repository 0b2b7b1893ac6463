//! The world that the tests share with fuzzing and benches, and builders of clients and tokens.

pub mod authority;
pub mod authorization;
pub mod browser;
pub mod hook;
pub mod certificates;
pub mod ecosystem;
pub mod markup;
pub mod proof;
pub mod provider;
pub mod second_factor;
pub mod tokens;
pub mod users;
pub mod visitor;

pub use enrol_testing::authenticator;
pub use enrol_testing::{
    Call, Down, KEYS, Reader, Reply, Signer, World, at_once, encrypt_to, header_of, run, sign_with_secret, start,
};

use serde_json::{Value, json};

/// Returns the metadata of a client with a redirection URI and keys, with these changes.
pub fn keyed(members: &Value) -> Value {
    let mut asked = json!({"redirect_uris": ["https://client.example/cb"], "jwks_uri": "https://client.example/jwks"});
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    asked
}

/// Registers such a client.
pub fn register(world: &World, members: &Value) -> Reply {
    Call::register(&keyed(members)).to(world)
}
