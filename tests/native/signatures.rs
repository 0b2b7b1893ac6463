//! Signatures of tokens: some made by another implementation, and some that only resemble signatures.

use enrol::client_metadata::{Jwks, Keyword, PublicKey, SigningAlgorithm};
use enrol::error::Fault;
use enrol::jose::{Token, is_signed_with};
use enrol::signing::is_signed_by;
use enrol::unit::ByteCount;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{Down, World, run};

/// A token that OpenSSL has signed.
#[derive(Deserialize)]
struct Example {
    alg: String,
    /// The flaw of the signature, if it has one.
    wrong: Option<String>,
    key: Value,
    token: String,
}

fn examples() -> Vec<Example> {
    serde_json::from_str(include_str!("messages/signed_tokens.json")).unwrap()
}

fn read(text: &str) -> Token {
    Token::read(text, ByteCount(4096)).unwrap()
}

/// The key of an example, for another algorithm if need be.
fn key(example: &Example) -> PublicKey {
    let jwks = Jwks::of(&json!({"keys": [example.key]})).unwrap();
    jwks.verifying(None, &SigningAlgorithm::of(&example.alg)).next().unwrap().clone()
}

fn is_signed(token: &Token, key: &PublicKey) -> Result<bool, Fault> {
    run(is_signed_by(token, key, &World::new()))
}

/// RFC 7518 section 3, RFC 8037 section 3.1; requirement R20.
#[test]
fn signatures_of_every_algorithm_are_verified() {
    for example in examples() {
        let is_good = example.wrong.is_none();
        assert_eq!(
            is_signed(&read(&example.token), &key(&example)),
            Ok(is_good),
            "{} {:?}",
            example.alg,
            example.wrong
        );
    }
    assert_eq!(examples().iter().filter(|example| example.wrong.is_none()).count(), 11);
}

/// RFC 8725 section 3.1; requirements F13, R19, R20.
#[test]
fn what_only_resembles_a_signature_is_none() {
    let all = examples();
    for example in all.iter().filter(|example| example.wrong.is_none()) {
        let (token, own) = (read(&example.token), key(example));
        let with = |signature: Vec<u8>| is_signed(&Token { signature, ..token.clone() }, &own);
        let signature = &token.signature;
        let mut flipped = signature.clone();
        flipped[7] ^= 1;
        for bad in [
            vec![0; signature.len()],
            flipped,
            signature[1..].to_vec(),
            [&**signature, &[0]].concat(),
            [&[0], &**signature].concat(),
            vec![0xff; signature.len()],
        ] {
            assert_eq!(with(bad), Ok(false), "{}", example.alg);
        }
        let moved = Token { signed: token.signed.replace('e', "f"), ..token.clone() };
        assert_eq!(is_signed(&moved, &own), Ok(false), "{}", example.alg);
        for other in &all {
            let (same_key, same_alg) = (other.key == example.key, SigningAlgorithm::of(&other.alg) == token.algorithm);
            let is_same_curve = example.alg.starts_with("Ed") && other.alg.starts_with("Ed");
            if !same_key {
                assert_eq!(is_signed(&token, &key(other)), Ok(false), "{} {}", example.alg, other.alg);
            } else if !same_alg && !is_same_curve {
                let relabelled = Token { algorithm: SigningAlgorithm::of(&other.alg), ..token.clone() };
                assert_eq!(is_signed(&relabelled, &own), Ok(false), "{} {}", example.alg, other.alg);
            }
        }
    }
}

/// Requirement R19: an impossible signature is refused before the platform verifies it.
#[test]
fn psychic_signatures_cost_nothing() {
    let world = World::new();
    for example in examples().iter().filter(|example| example.alg.starts_with("ES")) {
        let token = read(&example.token);
        let half = token.signature.len() / 2;
        for zero in
            [vec![0; half * 2], [vec![0; half], vec![1; half]].concat(), [vec![1; half], vec![0; half]].concat()]
        {
            let psychic = Token { signature: zero, ..token.clone() };
            assert_eq!(run(is_signed_by(&psychic, &key(example), &world)), Ok(false));
        }
    }
    assert_eq!(world.verifications.get(), 0);
}

/// Requirement M25: the public half of a key is no secret, and a secret is no key.
#[test]
fn a_token_that_names_another_kind_of_algorithm_is_not_signed() {
    let examples = examples();
    let mac = read("eyJhbGciOiJIUzI1NiJ9.e30.9UYGhAIiMoNK32Kae0U6iCM96BtSh_6V3HF_U2BA_gE");
    for example in &examples {
        assert_eq!(is_signed(&mac, &key(example)), Ok(false));
        assert!(!is_signed_with(&read(&example.token), "secret of a client"));
    }
}

/// RFC 7518 section 3.2.
#[test]
fn a_secret_signs_with_three_digests() {
    for text in [
        "eyJhbGciOiJIUzI1NiJ9.e30.9UYGhAIiMoNK32Kae0U6iCM96BtSh_6V3HF_U2BA_gE",
        "eyJhbGciOiJIUzM4NCJ9.e30.HsDz2wfzK-akP0pSXUVK17OFlo3q8tE1Z7pIoDaAGR5BHIlSqBjn32aslbKKVLOv",
        "eyJhbGciOiJIUzUxMiJ9.e30.IfNdVRxf04JpzwnploUCorgI3wzVzWaV5C5ZtEZdYEDONR97reMxsPK8KTMpfQYz0eq0EvwDhFWOzX473d30SQ",
    ] {
        let token = read(text);
        assert!(is_signed_with(&token, "secret of a client"), "{text}");
        assert!(!is_signed_with(&token, "secret of another") && !is_signed_with(&token, ""), "{text}");
        let shorter = Token { signature: token.signature[1..].to_vec(), ..token.clone() };
        assert!(!is_signed_with(&shorter, "secret of a client"), "{text}");
        let moved = Token { signed: token.signed.replace("e30", "e31"), ..token };
        assert!(!is_signed_with(&moved, "secret of a client"), "{text}");
    }
}

#[test]
fn a_platform_that_cannot_verify_is_a_fault() {
    let world = World::new();
    world.down.set(Down::Verify);
    let example = examples().remove(0);
    assert!(run(is_signed_by(&read(&example.token), &key(&example), &world)).is_err());
}
