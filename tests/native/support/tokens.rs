//! Tokens that the server signs, and the keys that verify them.

use enrol::client_metadata::{Jwks, Keyword, SigningAlgorithm};
use enrol::jose::Token;
use enrol::signing::{self, is_signed_by};
use enrol::unit::ByteCount;
use serde_json::json;

use super::{Call, Reply, World, run};

/// Returns a token that the server signs with this algorithm.
pub fn sign(world: &World, algorithm: &SigningAlgorithm) -> Token {
    let token = match algorithm {
        SigningAlgorithm::Es256 => ask(world).text("access_token"),
        _ => other_token(world, algorithm),
    };
    Token::read(&token, ByteCount(4096)).unwrap()
}

/// Registers an API client and returns its token response.
pub fn ask(world: &World) -> Reply {
    let client = Call::register(&json!({"grant_types": ["client_credentials"]})).to(world);
    let call = Call::token_request(&[("grant_type", "client_credentials")]);
    call.basic(&client.text("client_id"), &client.text("client_secret")).to(world)
}

fn other_token(world: &World, algorithm: &SigningAlgorithm) -> String {
    let claims = json!({"iss": "https://as.example"});
    run(signing::sign_token("jwt", &claims, algorithm, None, &world.server.config().keys, world)).unwrap()
}

/// Runs the cron trigger.
pub fn rotate(world: &World) {
    let config = world.server.config();
    run(signing::rotate(config, world)).unwrap();
}

/// Returns the names of the published keys of an algorithm.
pub fn published(world: &World, algorithm: &SigningAlgorithm) -> Vec<String> {
    let keys = Call::get("/jwks").to(world).json()["keys"].as_array().unwrap().clone();
    let keys = keys.iter().filter(|key| key["alg"] == algorithm.name());
    keys.map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

/// Returns true if a published key verifies a token.
pub fn is_verified(token: &Token, world: &World) -> bool {
    let jwks = Jwks::of(&Call::get("/jwks").to(world).json()).unwrap();
    let keys: Vec<_> = jwks.verifying(token.kid.as_deref(), &token.algorithm).cloned().collect();
    assert!(keys.len() <= 1);
    keys.first().is_some_and(|key| run(is_signed_by(token, key, world)).unwrap())
}
