//! Keys of clients by value. OpenID Connect Registration section 2, RFC 7517.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};

use crate::support::{Call, World};

/// OpenID Connect Registration section 2; requirements F1, F2, R14: private keys are never stored, returned or logged.
#[test]
fn a_private_key_sent_by_mistake_leaves_no_trace() {
    const SECRET: &str = "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE";
    let world = World::new();
    let key = r#""kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM""#;
    for (private, pointer) in [
        (format!(r#"{key},"d":"{SECRET}""#), "/jwks/keys/0/d"),
        (format!(r#"{key},"\u0064":"{SECRET}""#), "/jwks/keys/0/d"),
        (format!(r#"{key},"d":"","d":"{SECRET}""#), "/jwks/keys/0/d"),
        (format!(r#"{key},"k":"{SECRET}""#), "/jwks/keys/0/k"),
        (format!(r#""kty":"oct","k":"{SECRET}""#), "/jwks/keys/0/k"),
        (format!(r#""kty":"AKP","d":"{SECRET}""#), "/jwks/keys/0/d"),
        (format!(r#""kty":"RSA","oth":[{{"d":"{SECRET}"}}]"#), "/jwks/keys/0/oth"),
    ] {
        let body = format!(r#"{{"redirect_uris":["https://a.example/"],"jwks":{{"keys":[{{{private}}}]}}}}"#);
        let reply = Call::register_bytes(body).to(&world);
        let expected = (400, "invalid_client_metadata".to_owned(), pointer.to_owned());
        assert_eq!(reply.refusal(), expected, "{private}");
        assert!(!reply.json().to_string().contains(SECRET) && !reply.line.contains(SECRET), "{}", reply.line);
    }
    assert!(world.clients().is_empty());
    let public = format!(r#"{{"redirect_uris":["https://a.example/"],"jwks":{{"keys":[{{{key}}}]}}}}"#);
    assert_eq!(Call::register_bytes(public).to(&world).status(), 201);
}

/// RFC 7517 sections 4.6 and 5; requirements F4, F8: unknown keys are ignored, and nothing is fetched.
#[test]
fn a_key_is_kept_without_the_members_that_nobody_reads() {
    let key = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    let mut sent = key.clone();
    sent["x5u"] = json!("https://169.254.169.254/latest/meta-data");
    sent["jku"] = json!("https://client.example/jwks");
    sent["nickname"] = json!("x");
    let world = World::new();
    let asked = json!({"redirect_uris": ["https://a.example/"], "jwks": {"keys": [sent, {"kty": "AKP"}], "extra": 1}});
    let reply = Call::register(&asked).to(&world);
    assert_eq!((reply.status(), reply.member("jwks")), (201, json!({"keys": [key]})));
    assert!(world.fetches.borrow().is_empty());
}

/// Registers a key by value; returns the place of a refusal.
fn outcome(key: &Value) -> Result<(), String> {
    let asked = json!({"redirect_uris": ["https://a.example/"], "jwks": {"keys": [key]}});
    let reply = Call::register(&asked).to(&World::new());
    if reply.status() == 201 { Ok(()) } else { Err(reply.refusal().2) }
}

/// The modulus of a key pair of 1,024 bits.
const SHORT: &str = "xe4901mdHz_L758A6MfY3FeU2n0nwRF0C_sH2CSH4dez274rfs9WjzK75vBKUMe5mCW1Q0-eQ2WCHKb1Q7cjq\
                     vmH2tz7Dzsxx16RBWJDT_d5DHrwuWcgOe1gEqEqi8VnUbvz5PwbWBtNJQsKGTWZZm41oxBwzxLq6Hus3jtM0Ts";

/// RFC 7518 section 3.3; requirements F9, R18: weak keys, and the ends of the permitted range.
#[test]
fn an_rsa_key_has_2048_to_8192_bits() {
    let rsa = |n: &str| outcome(&json!({"kty": "RSA", "e": "AQAB", "n": n}));
    let refused = Err("/jwks/keys/0/n".to_owned());
    assert_eq!(rsa(SHORT), refused);
    for (bytes, first, is_good) in [
        (255, 0xff, false),
        (256, 0x7f, false),
        (256, 0x80, true),
        (256, 0xff, true),
        (257, 0x01, true),
        (1024, 0xff, true),
        (1025, 0x01, false),
    ] {
        let mut number = vec![0xff_u8; bytes];
        number[0] = first;
        let expected = if is_good { Ok(()) } else { refused.clone() };
        assert_eq!(rsa(&Base64UrlUnpadded::encode_string(&number)), expected, "{bytes} {first}");
    }
}

/// RFC 7518 section 3.3, RFC 8017 section 3.1; requirement F9.
#[test]
fn an_rsa_exponent_is_odd_and_has_2_to_32_bits() {
    let modulus = Base64UrlUnpadded::encode_string(&[0xff; 256]);
    for (exponent, is_good) in [
        (&[1][..], false),
        (&[3], true),
        (&[1, 0, 1], true),
        (&[2], false),
        (&[0xff; 4], true),
        (&[1, 0, 0, 0, 1], false),
    ] {
        let key = json!({"kty": "RSA", "n": modulus, "e": Base64UrlUnpadded::encode_string(exponent)});
        assert_eq!(outcome(&key).is_ok(), is_good, "{exponent:?}");
    }
}

/// RFC 8032 section 8.9; requirement F12: every encoding of the points of small order, and the points next to them.
#[test]
fn an_ed25519_key_of_small_order_is_refused_with_either_sign_and_its_neighbours_are_not() {
    let hexadecimal = |text: &str| -> [u8; 32] {
        let byte = |index: usize| u8::from_str_radix(text.get(2 * index..2 * index + 2).unwrap(), 16).unwrap();
        std::array::from_fn(byte)
    };
    let filled = |low: u8, fill: u8, high: u8| {
        let mut point = [fill; 32];
        (point[0], point[31]) = (low, high);
        point
    };
    let is_good = |point: &[u8; 32]| {
        outcome(&json!({"kty": "OKP", "crv": "Ed25519", "x": Base64UrlUnpadded::encode_string(point)})).is_ok()
    };
    for point in [
        filled(0, 0, 0),
        filled(1, 0, 0),
        filled(0xec, 0xff, 0x7f),
        filled(0xed, 0xff, 0x7f),
        filled(0xee, 0xff, 0x7f),
        hexadecimal("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        hexadecimal("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    ] {
        let mut other_sign = point;
        other_sign[31] |= 0x80;
        assert!(!is_good(&point) && !is_good(&other_sign), "{point:?}");
        for index in [0, 1, 15, 30, 31] {
            let mut neighbour = point;
            neighbour[index] ^= 0x10;
            assert!(is_good(&neighbour), "{index} {neighbour:?}");
        }
    }
}
