//! Sets and keys, sound and unsound.
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use serde_json::json;

use super::*;
use crate::client_metadata::jwks::key::PRIVATE_MEMBERS;

fn pointer(keys: &Value) -> String {
    Jwks::read(keys, At::member("jwks")).unwrap_err().pointer().to_string()
}

/// The key of RFC 7517 appendix A.1.
fn ec() -> Value {
    json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": "1",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"})
}

/// RFC 7517 section 4: values of `alg`, `use` and `key_ops` are not limited to those that are registered.
#[test]
fn a_key_with_unknown_values_or_members_is_read_as_any_other() {
    for (name, value) in [
        ("alg", json!("ES256K-R")),
        ("use", json!("attestation")),
        ("key_ops", json!(["verify", "verify", "attest"])),
        ("kid", json!("\u{fc} {\"}")),
    ] {
        let set = json!({"keys": [with(&ec(), name, value)]});
        assert_eq!(Jwks::read(&set, At::member("jwks")).unwrap().write(), set, "{name}");
    }
    for (name, value) in [("x5t", json!("AA")), ("x5u", json!([])), ("kty2", json!({"EC": null})), ("r", json!(1))] {
        let set = json!({"keys": [with(&ec(), name, value)]});
        assert_eq!(Jwks::read(&set, At::member("jwks")).unwrap().write(), json!({"keys": [ec()]}), "{name}");
    }
}

/// RFC 7515 section 2, RFC 7518 section 6: one text for each value, as a string.
#[test]
fn a_member_of_a_key_has_one_form() {
    let okp = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    for x in ["11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp", "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo", "1"] {
        assert_eq!(pointer(&json!({"keys": [with(&okp, "x", json!(x))]})), "/jwks/keys/0/x", "{x}");
    }
    for x in [json!([215]), json!({"x": "AA"}), json!(5), json!(true)] {
        assert_eq!(pointer(&json!({"keys": [with(&okp, "x", x.clone())]})), "/jwks/keys/0/x", "{x}");
        assert_eq!(pointer(&json!({"keys": [with(&ec(), "y", x.clone())]})), "/jwks/keys/0/y", "{x}");
    }
    for crv in [json!({"P-256": null}), json!(["P-256"]), json!(0), json!("p-256"), json!("P256"), json!("Ed25519")] {
        assert_eq!(pointer(&json!({"keys": [with(&ec(), "crv", crv.clone())]})), "/jwks/keys", "{crv}");
    }
    assert_eq!(pointer(&json!({"keys": [with(&okp, "crv", json!({"Ed25519": null}))]})), "/jwks/keys");
    assert_eq!(pointer(&json!({"keys": [with(&okp, "crv", json!("P-256"))]})), "/jwks/keys");
    for kty in ["ec", "Ec", "okp", "rsa", "EC "] {
        assert_eq!(pointer(&json!({"keys": [with(&ec(), "kty", json!(kty))]})), "/jwks/keys", "{kty}");
    }
}

#[test]
fn sound_public_keys_are_kept_and_everything_else_is_passed_over() {
    let okp = json!({"kty": "OKP", "crv": "Ed25519", "alg": "Ed25519",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    let unknown = json!({"kty": "AKP", "alg": "ML-DSA-65", "pub": "AA"});
    let incomplete = json!({"kty": "RSA"});
    let sent = json!({"keys": [ec(), okp, unknown, incomplete, {"kty": "EC", "crv": "P-1"}], "d": "AA", "x": {"d": 1}});
    assert_eq!(Jwks::read(&sent, At::member("jwks")).unwrap().write(), json!({"keys": [ec(), okp]}));
    let nested = with(&ec(), "ext", json!({"d": "AA"}));
    assert_eq!(Jwks::read(&json!({"keys": [nested]}), At::member("jwks")).unwrap().write(), json!({"keys": [ec()]}));
}

/// OpenID Connect Registration section 2; requirements F1, F2, F3, R14.
#[test]
fn a_key_with_a_secret_part_is_refused_at_its_place() {
    for name in PRIVATE_MEMBERS {
        let mut key = ec();
        key.as_object_mut().unwrap().insert(name.to_owned(), Value::from("AA"));
        assert_eq!(pointer(&json!({"keys": [with(&ec(), "kid", json!("2")), key]})), format!("/jwks/keys/1/{name}"));
    }
    assert_eq!(pointer(&json!({"keys": [{"kty": "oct"}]})), "/jwks/keys/0/kty");
}

/// RFC 7517 section 5, RFC 7518 sections 3.3 and 6.2; requirements F3, F4, F9, F11, F15, F16.
#[test]
fn a_set_without_a_key_that_works_is_refused() {
    let mut moved = ec();
    moved.as_object_mut().unwrap().insert("y".to_owned(), Value::from("4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyI"));
    let short = json!({"kty": "RSA", "e": "AQAB", "n": "A".repeat(170)});
    for (keys, place) in [
        (json!({}), "/jwks/keys"),
        (json!({"keys": {}}), "/jwks/keys"),
        (json!({"keys": []}), "/jwks/keys"),
        (json!({"keys": vec![ec(); 21]}), "/jwks/keys"),
        (json!({"keys": [1]}), "/jwks/keys/0"),
        (json!({"keys": [{}]}), "/jwks/keys/0/kty"),
        (json!({"keys": [{"kty": "AKP"}]}), "/jwks/keys"),
        (json!({"keys": [{"kty": "EC", "crv": "P-1"}]}), "/jwks/keys"),
        (json!({"keys": [{"kty": "RSA"}]}), "/jwks/keys"),
        (json!({"keys": [{"kty": "EC", "crv": "P-256", "x": "AA=="}]}), "/jwks/keys/0/x"),
        (json!({"keys": [with(&ec(), "use", json!(5))]}), "/jwks/keys/0/use"),
        (json!({"keys": [with(&ec(), "kid", json!([1]))]}), "/jwks/keys/0/kid"),
        (json!({"keys": [with(&ec(), "key_ops", json!("verify"))]}), "/jwks/keys/0/key_ops"),
        (json!({"keys": [moved]}), "/jwks/keys/0"),
        (json!({"keys": [short]}), "/jwks/keys/0/n"),
    ] {
        assert_eq!(pointer(&keys), place);
    }
}

/// Keys of every supported type, each with a self-signed certificate.
fn certified() -> Vec<Value> {
    let keys: Value = serde_json::from_str(include_str!("../../../tests/native/messages/certified_keys.json")).unwrap();
    keys.as_object().unwrap().values().cloned().collect()
}

fn with(key: &Value, name: &str, value: Value) -> Value {
    let mut key = key.clone();
    key[name] = value;
    key
}

/// RFC 7517 section 4.7; requirements F7, F8, R16.
#[test]
fn a_certificate_is_of_its_key() {
    let keys = certified();
    let set = json!({"keys": keys});
    assert_eq!(Jwks::read(&set, At::member("jwks")).unwrap().write(), set);
    for (key, other) in keys.iter().zip(keys.iter().cycle().skip(1)) {
        let certificate = other["x5c"].clone();
        assert_eq!(pointer(&json!({"keys": [with(key, "x5c", certificate)]})), "/jwks/keys/0/x5c");
        for bad in [json!("MIIB"), json!([]), json!([1]), json!(["!"]), json!(["AAAA"]), json!(vec!["AAAA"; 6])] {
            assert_eq!(pointer(&json!({"keys": [with(key, "x5c", bad)]})), "/jwks/keys/0/x5c");
        }
        let thumbprint = with(key, "x5t#S256", json!("AAAA"));
        assert_eq!(pointer(&json!({"keys": [thumbprint]})), "/jwks/keys/0/x5t#S256");
    }
}

/// RFC 5280 sections 4.1 and 4.1.2.2; requirement F7.
#[test]
fn a_certificate_is_well_formed_as_a_whole() {
    let key = certified().into_iter().find(|key| key["kid"] == "Ed25519").unwrap();
    let sound = Base64::decode_vec(key["x5c"][0].as_str().unwrap()).unwrap();
    // The lengths of the certificate, of the part that is signed, and of the serial number.
    assert_eq!((&sound[..7], sound[12..14].to_vec()), (&[0x30, 0x82, 1, 0x46, 0x30, 0x81, 0xf9][..], vec![2, 20]));
    let is_accepted = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut certificate = sound.clone();
        change(&mut certificate);
        let changed = with(&key, "x5c", json!([Base64::encode_string(&certificate)]));
        Jwks::read(&json!({"keys": [changed]}), At::member("jwks")).is_ok()
    };
    let replace = |certificate: &mut Vec<u8>, from: &[u8], to: &[u8]| {
        let start = certificate.windows(from.len()).position(|bytes| bytes == from).unwrap();
        certificate.splice(start..start + from.len(), to.iter().copied());
    };
    let with_long_serial_number = |certificate: &mut Vec<u8>| {
        certificate.splice(14..14, [1; 5]);
        (certificate[3], certificate[6], certificate[13]) = (0x4b, 0xfe, 25);
    };
    assert!(is_accepted(&|_| {}));
    assert!(is_accepted(&with_long_serial_number), "more than 20 bytes");
    assert!(is_accepted(&|certificate| certificate[14] = 0));
    assert!(!is_accepted(&|certificate| certificate[14] = 0x80), "a negative serial number");
    assert!(!is_accepted(&|certificate| certificate[14..16].fill(0)), "not the shortest encoding");
    assert!(!is_accepted(&|certificate| certificate.push(0)), "bytes after its end");
    assert!(!is_accepted(&|certificate| certificate.truncate(certificate.len() - 1)));
    assert!(!is_accepted(&|certificate| replace(certificate, b"261121", b"261321")), "the 13th month");
    assert!(!is_accepted(&|certificate| replace(certificate, &[0x55, 4, 3], &[0x55, 4, 0x83])), "half an identifier");
    assert!(!is_accepted(&|certificate| replace(certificate, &[1, 1, 0xff], &[1, 1, 1])), "a boolean that is 1");
}

/// OpenID Connect Registration section 2, RFC 7517 section 4.5; requirements F5, F6.
#[test]
fn keys_of_a_set_are_told_apart() {
    let named = |kid: &str, used: Value| with(&with(&ec(), "kid", json!(kid)), "use", used);
    let set = |keys: &[Value]| json!({"keys": keys});
    let rsa = certified().into_iter().find(|key| key["kty"] == "RSA").unwrap();
    let rsa = with(&with(&rsa, "kid", json!("1")), "use", json!("sig"));
    let is_set = |keys: &[Value]| Jwks::read(&set(keys), At::member("jwks")).is_ok();
    let of = |key: &Value, alg: Value| with(key, "alg", alg);
    assert!(is_set(&[ec(), rsa.clone()]) && is_set(&[rsa.clone(), ec()]), "the type tells them apart");
    assert!(is_set(&[of(&rsa, json!("RS256")), of(&rsa, json!("PS256")), ec()]), "the algorithm tells them apart");
    let okp = json!({"kty": "OKP", "crv": "Ed25519", "kid": "1", "use": "sig",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    for (one, another) in [
        (ec(), ec()),
        (ec(), of(&ec(), json!("ES256"))),
        (of(&ec(), json!("ES256")), ec()),
        (of(&rsa, json!("RS256")), of(&rsa, json!("RS256"))),
        (rsa.clone(), of(&rsa, json!("PS256"))),
        (of(&okp, json!("EdDSA")), of(&okp, json!("Ed25519"))),
    ] {
        assert_eq!(pointer(&set(&[one.clone(), another.clone()])), "/jwks/keys/1/kid", "{one} {another}");
        assert_eq!(pointer(&set(&[one, named("2", json!("sig")), another])), "/jwks/keys/2/kid");
    }
    let mixed = [named("1", json!("sig")), named("2", json!("enc")), named("3", Value::Null)];
    assert_eq!(pointer(&set(&mixed)), "/jwks/keys/2/use");
    let alike = [named("1", json!("sig")), named("2", Value::Null)];
    assert!(Jwks::read(&set(&alike), At::member("jwks")).is_ok());
}

/// RFC 7518 sections 3 and 6, RFC 8032; requirements F9 to F13, F16, R15, R18.
#[test]
fn a_key_is_sound_and_its_algorithm_fits() {
    let keys = certified();
    let [ed25519, p256, p384, p521, rsa]: [Value; 5] = ["Ed25519", "P-256", "P-384", "P-521", "rsa"].map(|kid| {
        let mut key = keys.iter().find(|key| key["kid"] == kid).unwrap().clone();
        key.as_object_mut().unwrap().remove("x5c");
        key
    });
    let modulus = rsa["n"].as_str().unwrap().to_owned();
    let (mut even, mut short) = (modulus.clone(), modulus.clone());
    even.replace_range(modulus.len() - 1.., "A");
    short.replace_range(..4, "AAAA");
    let small = "A".repeat(43);
    let zero_then_one = format!("AQ{}", "A".repeat(41));
    for (key, place) in [
        (with(&rsa, "n", json!(even)), "/n"),
        (with(&rsa, "n", json!(short)), "/n"),
        (with(&rsa, "n", json!("B".repeat(1400))), "/n"),
        (with(&rsa, "e", json!("AQ")), "/e"),
        (with(&rsa, "e", json!("Ag")), "/e"),
        (with(&rsa, "e", json!("AQAAAAAB")), "/e"),
        (with(&rsa, "e", json!("AQAB=")), "/e"),
        (with(&rsa, "e", json!("AA")), "/e"),
        (with(&rsa, "n", json!(format!("{modulus} "))), "/n"),
        (with(&rsa, "crv", json!("P-256")), "/crv"),
        (with(&rsa, "alg", json!("HS256")), "/alg"),
        (with(&rsa, "alg", json!("none")), "/alg"),
        (with(&rsa, "alg", json!("ES256")), "/alg"),
        (with(&rsa, "alg", json!("ECDH-ES")), "/alg"),
        (with(&p256, "alg", json!("RSA-OAEP")), "/alg"),
        (with(&p256, "alg", json!("A128KW")), "/alg"),
        (with(&p256, "n", json!("AA")), "/n"),
        (with(&p256, "crv", json!("P-384")), ""),
        (with(&p256, "alg", json!("ES384")), "/alg"),
        (with(&p256, "y", p256["x"].clone()), ""),
        (with(&p384, "y", p384["x"].clone()), ""),
        (with(&p521, "y", p521["x"].clone()), ""),
        (with(&p384, "alg", json!(1)), "/alg"),
        (with(&ed25519, "x", json!(small)), ""),
        (with(&ed25519, "x", json!(zero_then_one)), ""),
        (with(&ed25519, "x", json!("7P_______________________________________38")), ""),
        (with(&ed25519, "x", json!("JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU")), ""),
        (with(&ed25519, "x", json!("AAAA")), ""),
        (with(&ed25519, "alg", json!("RS256")), "/alg"),
    ] {
        assert_eq!(pointer(&json!({"keys": [key]})), format!("/jwks/keys/0{place}"), "{key}");
    }
    let padded = with(&rsa, "e", json!("AAAAAQAB"));
    assert!(Jwks::read(&json!({"keys": [padded]}), At::member("jwks")).is_ok(), "leading zeros change no number");
    for (key, alg) in [
        (&rsa, "PS256"),
        (&p256, "ES256"),
        (&p384, "ES384"),
        (&p521, "ES512"),
        (&ed25519, "EdDSA"),
        (&ed25519, "Ed25519"),
        (&p256, "ECDH-ES"),
        (&rsa, "RSA-OAEP"),
    ] {
        assert!(Jwks::read(&json!({"keys": [with(key, "alg", json!(alg))]}), At::member("jwks")).is_ok(), "{alg}");
    }
}

/// RFC 8032 section 5.2; requirement F12.
#[test]
fn a_point_of_ed448_has_no_small_order() {
    let p = [vec![0xff; 28], vec![0xfe], vec![0xff; 27], vec![0]].concat();
    let change = |index: usize, byte: u8| {
        let mut encoding = p.clone();
        encoding[index] = byte;
        encoding
    };
    let one = [vec![1], vec![0; 56]].concat();
    let one_again = [vec![0; 28], vec![0xff; 28], vec![0]].concat();
    for small in [vec![0; 57], one, change(0, 0xfe), p.clone(), one_again, change(56, 0x80), change(56, 1)] {
        let key = json!({"kty": "OKP", "crv": "Ed448", "x": Base64UrlUnpadded::encode_string(&small)});
        assert_eq!(pointer(&json!({"keys": [key]})), "/jwks/keys/0", "{small:?}");
    }
    let sound = json!({"kty": "OKP", "crv": "Ed448", "alg": "EdDSA", "kid": "1",
        "x": Base64UrlUnpadded::encode_string(&change(3, 7))});
    assert!(Jwks::read(&json!({"keys": [sound]}), At::member("jwks")).is_ok());
}
