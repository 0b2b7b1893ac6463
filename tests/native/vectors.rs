//! The examples that the specifications publish, with their figures as they stand there: of keys the public part, unless
//! it is the private one that is refused.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::client_metadata::{EncryptionAlgorithm, Jwks, Keyword, SigningAlgorithm};
use enrol::jose::{Claims, Malformed, Token, is_signed_with};
use enrol::signing::is_signed_by;
use enrol::unit::{ByteCount, Seconds, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::support::{Call, Reply, World, run};

/// A published signature.
#[derive(Deserialize)]
struct Vector {
    /// Where it is published.
    source: String,
    /// The key that verifies it.
    key: Value,
    /// The signed text, and the signature.
    token: String,
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("vectors/signatures.json")).unwrap()
}

/// A JWK Set by the appendix that publishes it.
fn keys(source: &str) -> Value {
    let sets: Value = serde_json::from_str(include_str!("vectors/keys.json")).unwrap();
    sets[source].clone()
}

fn read(text: &str) -> Result<Token, Malformed> {
    Token::read(text, ByteCount(4096))
}

/// A token whose payload may be anything, as some examples sign a sentence.
fn token(text: &str) -> Token {
    let (signed, signature) = text.rsplit_once('.').unwrap();
    let (header, _) = signed.split_once('.').unwrap();
    let header: Value = serde_json::from_slice(&Base64UrlUnpadded::decode_vec(header).unwrap()).unwrap();
    let member = |name: &str| header[name].as_str().map(str::to_owned);
    Token {
        algorithm: SigningAlgorithm::of(&member("alg").unwrap()),
        kid: member("kid"),
        kind: member("typ"),
        claims: Claims::of(Map::new()),
        signed: signed.to_owned(),
        signature: Base64UrlUnpadded::decode_vec(signature).unwrap(),
    }
}

fn is_signed(token: &Token, key: &Value) -> bool {
    if let Some(secret) = key["k"].as_str() {
        return is_signed_with(token, Base64UrlUnpadded::decode_vec(secret).unwrap());
    }
    let jwks = Jwks::of(&json!({"keys": [key]})).unwrap();
    let Some(key) = jwks.verifying(token.kid.as_deref(), &token.algorithm).next() else { return false };
    run(is_signed_by(token, key, &World::new())).unwrap()
}

/// The same bytes with one bit changed: the lowest one of the first byte, of one in the middle, and of the last one.
fn flipped(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    [0, bytes.len() / 2, bytes.len() - 1].into_iter().map(|index| {
        let mut bytes = bytes.to_vec();
        bytes[index] ^= 1;
        bytes
    })
}

/// RFC 7515 appendix A, RFC 7520 section 4, RFC 8037 appendix A; requirements R19, R20.
#[test]
fn a_published_signature_is_one_and_with_a_bit_changed_it_is_none() {
    let all = vectors();
    assert_eq!(all.len(), 9);
    for Vector { source, key, token: text } in &all {
        let token = token(text);
        assert!(is_signed(&token, key), "{source}");
        for signature in flipped(&token.signature) {
            assert!(!is_signed(&Token { signature, ..token.clone() }, key), "{source}");
        }
        for signed in flipped(token.signed.as_bytes()) {
            let signed = String::from_utf8(signed).unwrap();
            assert!(!is_signed(&Token { signed, ..token.clone() }, key), "{source}");
        }
    }
}

/// RFC 7520 section 4; requirements M24, M25, M27: a key verifies tokens that name it, with its own algorithm alone.
#[test]
fn a_published_signature_is_of_no_other_key_name_or_algorithm() {
    let all = vectors();
    for Vector { source, key, token: text } in &all {
        let token = token(text);
        for other in all.iter().filter(|other| other.key != *key) {
            assert!(!is_signed(&token, &other.key), "{source}, {}", other.source);
        }
        let relabelled = |algorithm: &SigningAlgorithm| Token { algorithm: algorithm.clone(), ..token.clone() };
        // `Ed25519` is the newer name of `EdDSA` with this curve.
        let is_other = |other: &&SigningAlgorithm| **other != token.algorithm && **other != SigningAlgorithm::Ed25519;
        for algorithm in SigningAlgorithm::ALL.iter().filter(is_other) {
            assert!(!is_signed(&relabelled(algorithm), key), "{source}, {}", algorithm.name());
        }
        if key["kty"] != "oct" {
            let renamed = Token { kid: Some("another".to_owned()), ..token.clone() };
            assert!(!is_signed(&renamed, key), "{source}");
        }
    }
}

/// RFC 7519 section 3.1, which is appendix A.1 of RFC 7515.
#[test]
fn a_published_token_is_read_with_its_claims() {
    for Vector { source, token: text, .. } in &vectors()[..3] {
        let read = read(text).unwrap();
        let claims = json!({"iss": "joe", "exp": 1_300_819_380, "http://example.com/is_root": true});
        assert_eq!(Value::Object(read.claims.members().clone()), claims, "{source}");
        let is_current = |now: u64| read.claims.is_current(Timestamp(now), Seconds(0));
        assert!(is_current(1_300_819_379) && !is_current(1_300_819_380), "{source}");
        assert_eq!(Token { claims: Claims::of(Map::new()), ..read }, token(text), "{source}");
    }
}

/// RFC 7515 appendices A.5 to A.7 and E, RFC 7519 section 6.1; requirements M24, M30.
#[test]
fn a_published_token_that_is_unsecured_critical_or_not_compact_is_malformed() {
    let payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let [_, rs256, es256] = &vectors()[..3] else { panic!("three examples of that payload") };
    let signature = |vector: &Vector| vector.token.rsplit_once('.').unwrap().1.to_owned();
    let rs256 =
        json!({"protected": "eyJhbGciOiJSUzI1NiJ9", "header": {"kid": "2010-12-29"}, "signature": signature(rs256)});
    let es256 = json!({"protected": "eyJhbGciOiJFUzI1NiJ9", "header": {"kid": "e9bc097a-ce51-4036-9562-d2ade882db0d"},
        "signature": signature(es256)});
    let mut flattened = es256.clone();
    flattened["payload"] = json!(payload);
    for text in [
        format!("eyJhbGciOiJub25lIn0.{payload}."),
        json!({"payload": payload, "signatures": [rs256, es256]}).to_string(),
        flattened.to_string(),
        "eyJhbGciOiJub25lIiwNCiAiY3JpdCI6WyJodHRwOi8vZXhhbXBsZS5jb20vVU5ERUZJTkVEIl0sDQogImh0dHA6Ly9leGFtcGxlLmNvbS9VTkRF\
         RklORUQiOnRydWUNCn0.RkFJTA."
            .to_owned(),
    ] {
        assert_eq!(read(&text), Err(Malformed), "{text}");
    }
}

fn register(jwks: &Value) -> Reply {
    Call::register(&json!({"redirect_uris": ["https://client.example/cb"], "jwks": jwks})).to(&World::new())
}

/// The algorithms whose signatures a set verifies.
fn verified(jwks: &Jwks) -> String {
    let verifies = |algorithm: &&SigningAlgorithm| jwks.verifying(None, algorithm).next().is_some();
    SigningAlgorithm::ALL.iter().filter(verifies).map(Keyword::name).collect::<Vec<_>>().join(" ")
}

/// RFC 7517 appendices A.1 and B, RFC 7518 appendix C, RFC 8037 appendix A; requirements F5, F7, F11, F12, F14.
#[test]
fn published_public_keys_are_kept_as_they_are() {
    for (source, verifies, encrypts) in [
        ("rfc7517_appendix_b", "RS256 RS384 RS512 PS256 PS384 PS512", false),
        ("rfc7518_appendix_c", "ES256", true),
        ("rfc8037_appendix_a_2", "EdDSA Ed25519", false),
        ("rfc8037_appendices_a_6_and_a_7", "", true),
    ] {
        let keys = keys(source);
        assert_eq!(register(&keys).member("jwks"), keys, "{source}");
        let jwks = Jwks::of(&keys).unwrap();
        assert_eq!(verified(&jwks), verifies, "{source}");
        assert_eq!(jwks.encrypts(&EncryptionAlgorithm::EcdhEs), encrypts, "{source}");
    }
    // OpenID Connect asks for more than RFC 7517 does: here one key is for encryption, and the other does not say.
    let mut keys = keys("rfc7517_appendix_a_1");
    assert_eq!(register(&keys).refusal().2, "/jwks/keys/1/use");
    keys["keys"][1]["use"] = json!("sig");
    assert_eq!(register(&keys).member("jwks"), keys);
    let jwks = Jwks::of(&keys).unwrap();
    assert_eq!(verified(&jwks), "RS256");
    assert!(jwks.encrypts(&EncryptionAlgorithm::EcdhEs) && !jwks.encrypts(&EncryptionAlgorithm::RsaOaep));
}

/// RFC 7517 appendices A.2 and A.3, RFC 8037 appendix A.1; requirements F1, F2.
#[test]
fn published_private_and_symmetric_keys_are_refused() {
    for (source, place) in
        [("rfc7517_appendix_a_2", "/d"), ("rfc7517_appendix_a_3", "/k"), ("rfc8037_appendix_a_1", "/d")]
    {
        let keys = keys(source);
        for key in keys["keys"].as_array().unwrap() {
            let refusal = register(&json!({"keys": [key]})).refusal();
            let expected = (400, "invalid_client_metadata".to_owned(), format!("/jwks/keys/0{place}"));
            assert_eq!(refusal, expected, "{source}");
        }
        assert_eq!(register(&keys).refusal().2, format!("/jwks/keys/0{place}"), "{source}");
    }
}
