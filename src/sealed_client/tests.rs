//! Tests of sealed identifiers: a sealed client opens, and no other text does.

use proptest::prelude::*;
use serde_json::json;

use super::*;

const KEYS: [&str; 2] =
    ["k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "k2:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8"];

const ISSUER: &str = "https://as.example";

const LIMIT: ByteCount = ByteCount(1024);

fn ring(keys: &[&str]) -> KeyRing {
    KeyRing::parse(&keys.join(" ")).unwrap()
}

fn sealed(members: &Value) -> Sealed<'static> {
    let members = Cow::Owned(members.as_object().unwrap().clone());
    Sealed { members, issued_at: Timestamp(1_800_000_000), bounds: None, nonce: [7; NONCE_BYTES] }
}

/// Identifiers that were given out, sealed with the first key, and their contents.
const GIVEN_OUT: &str = include_str!("../../tests/native/sealed/given_out.json");

/// Old identifiers open with every later version of the dictionary and the encoding.
#[test]
fn what_was_given_out_opens_for_ever() {
    let Some(Value::Array(given_out)) = json::parse_trusted_value(GIVEN_OUT) else { panic!("a list") };
    assert!(given_out.len() >= 6);
    for given in given_out {
        let members = |name: &str| given[name].as_object().cloned();
        let (opened, key) = open(given["client_id"].as_str().unwrap(), [ISSUER], &ring(&KEYS)).unwrap();
        assert_eq!(Some(opened.members.into_owned()), members("members"));
        assert_eq!(opened.bounds.map(Cow::into_owned), members("bounds"));
        assert_eq!((opened.issued_at, key.as_str()), (Timestamp(1_800_000_000), "k1"));
    }
}

fn typical() -> Sealed<'static> {
    sealed(&json!({
        "redirect_uris": ["https://claude.ai/api/mcp/auth_callback"], "client_name": "Claude",
        "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
        "token_endpoint_auth_method": "none", "application_type": "web", "subject_type": "public",
        "id_token_signed_response_alg": "RS256", "require_auth_time": false,
    }))
}

/// Requirements K1, K11, K12.
#[test]
fn what_is_common_is_short() {
    let id = seal(&typical(), ISSUER, &ring(&KEYS[..1]), LIMIT).unwrap();
    assert!(id.len() <= 56, "{}", id.len());
    assert!(id.starts_with('s') && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    assert_eq!(open(&id, [ISSUER], &ring(&KEYS[..1])).unwrap().0, typical());
}

/// Requirements K3, K11, K22.
#[test]
fn every_other_spelling_and_every_changed_bit_is_nobody() {
    let keys = ring(&KEYS[..1]);
    let id = seal(&typical(), ISSUER, &keys, LIMIT).unwrap();
    let bytes = Base64UrlUnpadded::decode_vec(id.strip_prefix(TAG).unwrap()).unwrap();
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(open(&format!("s{}", Base64UrlUnpadded::encode_string(&changed)), [ISSUER], &keys), None, "{bit}");
    }
    for length in 0..id.len() {
        assert_eq!(open(id.get(..length).unwrap(), [ISSUER], &keys), None, "{length}");
    }
    for other in [format!("{id}A"), format!("{id}="), id.replacen(TAG, "S", 1), format!(" {id}"), id.replace('s', "t")]
    {
        assert_eq!(open(&other, [ISSUER], &keys), None, "{other}");
    }
    let spelt_otherwise = (b'A'..=b'z').filter(u8::is_ascii_alphanumeric).map(char::from);
    for last in spelt_otherwise.filter(|last| !id.ends_with(*last)) {
        assert_eq!(open(&format!("{}{last}", id.get(..id.len() - 1).unwrap()), [ISSUER], &keys), None, "{last}");
    }
    assert_eq!(open(&"s".repeat(2000), [ISSUER], &keys), None);
}

/// Requirement K14.
#[test]
fn a_key_opens_what_it_has_sealed_as_long_as_it_is_in_the_ring() {
    let id = seal(&typical(), ISSUER, &ring(&KEYS[..1]), LIMIT).unwrap();
    let both = ring(&[KEYS[1], KEYS[0]]);
    assert_eq!(open(&id, [ISSUER], &both).unwrap().1.as_str(), "k1");
    assert_eq!(open(&seal(&typical(), ISSUER, &both, LIMIT).unwrap(), [ISSUER], &both).unwrap().1.as_str(), "k2");
    assert_eq!(open(&id, [ISSUER], &ring(&KEYS[1..])), None);
}

/// Requirement K4.
#[test]
fn what_was_sealed_for_one_issuer_is_nobody_to_another() {
    let keys = ring(&KEYS[..1]);
    let id = seal(&typical(), ISSUER, &keys, LIMIT).unwrap();
    for other in ["", "https://as.example/", "https://other.example"] {
        assert_eq!(open(&id, [other], &keys), None, "{other}");
        assert_eq!(open(&id, [other, ISSUER], &keys).unwrap().0, typical(), "{other} is another name of it");
    }
}

/// Requirement K23.
#[test]
fn two_alike_share_nothing() {
    let keys = ring(&KEYS[..1]);
    let one = seal(&typical(), ISSUER, &keys, LIMIT).unwrap();
    let other = seal(&Sealed { nonce: [8; NONCE_BYTES], ..typical() }, ISSUER, &keys, LIMIT).unwrap();
    let common = one.bytes().zip(other.bytes()).skip(3).filter(|(one, other)| one == other).count();
    assert!(common < 12, "{common} characters alike");
}

/// Requirement K9.
#[test]
fn what_does_not_fit_is_not_sealed() {
    let keys = ring(&KEYS[..1]);
    let id = seal(&typical(), ISSUER, &keys, LIMIT).unwrap();
    assert_eq!(seal(&typical(), ISSUER, &keys, ByteCount(id.len())).as_ref(), Some(&id));
    assert_eq!(seal(&typical(), ISSUER, &keys, ByteCount(id.len() - 1)), None);
    assert_eq!(seal(&sealed(&json!({"client_name": "x".repeat(100_000)})), ISSUER, &keys, LIMIT), None);
    let long = statement(r#"{"alg":"ES256"}"#, &format!(r#"{{"x":"{}"}}"#, "x".repeat(1600)));
    assert!(!may_fit(&sealed(&json!({"software_statement": long})), LIMIT));
    let many: Vec<String> = (0..300).map(|number| number.to_string()).collect();
    assert_eq!(seal(&sealed(&json!({"contacts": many})), ISSUER, &keys, ByteCount(100_000)), None);
    let deep = (0..20).fold(json!(1), |inner, _| json!([inner]));
    assert_eq!(seal(&sealed(&json!({"jwks": deep})), ISSUER, &keys, ByteCount(100_000)), None);
}

/// Makes a statement of these parts, exactly as written.
fn statement(header: &str, payload: &str) -> String {
    let [header, payload, signature] =
        [header.as_bytes(), payload.as_bytes(), &[9; 64]].map(Base64UrlUnpadded::encode_string);
    format!("{header}.{payload}.{signature}")
}

/// Requirements I19, K24: a usual statement fits, and comes back byte for byte whatever it is.
#[test]
fn a_statement_is_sealed_with_its_client() {
    let keys = ring(&KEYS[..1]);
    let header = r#"{"alg":"ES256","typ":"ssa+jwt","kid":"oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"}"#;
    let payload = r#"{"software_id":"bank-app","iss":"http://localhost:8787","iat":1800000000,"exp":1800003600,"jti":"Zm9vYmFyYmF6cXV4MTIzNA","redirect_uris":["https://bank.example/callback"],"org":{"b":1,"a":"x"}}"#;
    let client = |payload: &str| {
        sealed(&json!({"software_statement": statement(header, payload), "software_id": "bank-app",
            "redirect_uris": ["https://bank.example/callback"], "client_name": "Bank"}))
    };
    // The names of an inner object must be sorted here; another order would not be restored.
    let ordered = payload.replace(r#"{"b":1,"a":"x"}"#, r#"{"a":"x","b":1}"#);
    let id = seal(&client(&ordered), ISSUER, &keys, LIMIT).unwrap();
    assert!(id.len() <= 320, "{}", id.len());
    assert_eq!(open(&id, [ISSUER], &keys).unwrap().0, client(&ordered));
    for other in [
        payload.to_owned(),
        ordered.replace(',', ", "),
        ordered.replace("bank-app", r"b\u0061nk-app"),
        ordered.replace("1800000000", "1.8e9"),
        ordered.replacen('{', r#"{"iss":1,"#, 1),
        "[]".to_owned(),
        "{}".to_owned(),
        "x".to_owned(),
    ] {
        let plain = client(&other).write().unwrap();
        assert_eq!(Sealed::read(&plain), Some(client(&other)), "{other}");
    }
}

#[test]
fn every_member_has_its_place() {
    for name in crate::client_metadata::ClientMetadata::NAMES {
        assert!(dictionary::NAMES.contains(name), "{name}");
    }
    for profile in dictionary::PROFILES.iter().flat_map(|profile| profile.iter()) {
        assert!(dictionary::NAMES.contains(&profile.0) && dictionary::VALUES.contains(&profile.1), "{profile:?}");
    }
    for value in dictionary::VALUES {
        assert_eq!(serde_json::from_str::<Value>(value).unwrap().to_string(), value);
    }
    assert!(fragments::FRAGMENTS.iter().all(|fragment| !fragment.is_empty()) && fragments::FRAGMENTS.len() <= 253);
    assert!(dictionary::VALUES.len() <= 180 && dictionary::NAMES.len() <= 240);
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        "[A-Za-z0-9_-]{0,60}".prop_map(Value::from),
        "https://[a-z]{1,12}\\.(com|org|example)(/[a-z]{1,8}){0,3}".prop_map(Value::from),
        prop::sample::select(&dictionary::VALUES[..]).prop_map(|value| serde_json::from_str(value).unwrap()),
        Just(Value::Null),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::btree_map(name(), inner, 0..6).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    let known = prop::sample::select(&dictionary::NAMES[..]).prop_map(str::to_owned);
    let tagged = (known.clone(), "[a-zA-Z-]{1,8}").prop_map(|(name, language)| format!("{name}#{language}"));
    prop_oneof![4 => known, 1 => tagged, 1 => ".{0,12}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Requirement K20: reader and writer are inverse.
    #[test]
    fn whatever_is_sealed_opens_as_it_was(
        members in prop::collection::btree_map(name(), json_value(), 0..12),
        bounds in prop::option::of(prop::collection::btree_map(name(), json_value(), 0..3)),
        nonce: [u8; NONCE_BYTES],
        issued_at: u32,
    ) {
        let map = |members: std::collections::BTreeMap<String, Value>| Cow::Owned(members.into_iter().collect::<Map<_, _>>());
        let sealed =
            Sealed { members: map(members), issued_at: Timestamp(issued_at.into()), bounds: bounds.map(map), nonce };
        let keys = ring(&KEYS[..1]);
        prop_assert_eq!(Sealed::read(&sealed.write().unwrap()), Some(sealed.clone()));
        let id = seal(&sealed, ISSUER, &keys, ByteCount(1 << 20)).unwrap();
        if id.len() <= LONGEST_ID.0 {
            prop_assert_eq!(open(&id, [ISSUER], &keys).map(|(opened, _)| opened), Some(sealed));
        }
    }

    /// Requirements K20, K22: decoding any bytes ends.
    #[test]
    fn bytes_that_were_never_written_are_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = Sealed::read(&bytes);
    }
}
