//! An identifier: as it is, as what is sealed in one, and as JSON that is sealed into one.

#![no_main]

use std::borrow::Cow;
use std::sync::LazyLock;

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::json;
use enrol::key_ring::KeyRing;
use enrol::model::{Bounds, ClientId, Config, RegisteredClient};
use enrol::route::Server;
use enrol::sealed_client::{LONGEST_ID, NONCE_BYTES, SHORTEST_ID, Sealed, TAG, open, seal};
use enrol::unit::Timestamp;
use enrol_fuzz::{is_same, signed};
use enrol_testing::{KEYS, start};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};

fuzz_target!(|bytes: &[u8]| {
    static SERVER: LazyLock<Server> = LazyLock::new(|| start(&[]));
    let config = SERVER.config();
    if let Ok(text) = str::from_utf8(bytes) {
        assert_nobody(text, config);
        assert_one_spelling(text);
    }
    assert_nobody(&spelt(bytes), config);
    assert_nobody(&spelt(&[&[hint(config)], bytes].concat()), config);
    let read = Sealed::read(bytes);
    if let Some(read) = read.filter(|_| bytes.len() <= LONGEST_ID.0) {
        assert_kept(&read, bytes, config);
    }
    if let Ok(members) = json::read_object(bytes) {
        assert_kept(&sealed(members), bytes, config);
    }
});

/// The identifier of what is in one.
fn spelt(bytes: &[u8]) -> String {
    format!("{TAG}{}", Base64UrlUnpadded::encode_string(bytes))
}

/// Decodes the bytes of an identifier.
fn content(id: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(id.strip_prefix(TAG).expect("a tag")).expect("base64url")
}

/// Returns the first byte of identifiers that this server seals.
fn hint(config: &Config) -> u8 {
    let id = seal(&sealed(Map::new()), config.issuer.as_str(), &config.keys, LONGEST_ID).expect("an identifier");
    content(&id)[0]
}

/// Nobody but the server seals.
fn assert_nobody(id: &str, config: &Config) {
    assert_eq!(open(id, config.names(), &config.keys), None);
    assert!(ClientId::parse(id).is_none_or(|id| RegisteredClient::open(&id, config).is_none()));
}

/// An identifier is kept as sent, is of one kind, and has no other spelling.
fn assert_one_spelling(text: &str) {
    let (made, chosen) = (ClientId::parse(text), ClientId::chosen(text));
    assert!(made.is_none() || chosen.is_none());
    assert!(made.iter().chain(&chosen).all(|id| id.as_str() == text));
    let Some(made) = made else { return };
    assert_eq!(made.is_sealed(), text.starts_with(TAG));
    assert!(if made.is_sealed() { is_of_good_length(text) } else { text.len() == 23 });
    assert_eq!(Base64UrlUnpadded::encode_string(&decoded(&text[1..])), text[1..]);
}

fn is_of_good_length(id: &str) -> bool {
    (SHORTEST_ID.0..=LONGEST_ID.0).contains(&id.len())
}

fn decoded(text: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(text).expect("base64url")
}

/// Reads a client from JSON: members, with the bounds among them, and a header and a payload in place of a statement.
fn sealed(mut members: Map<String, Value>) -> Sealed<'static> {
    let bounds = match members.remove("bounds") {
        Some(Value::Object(bounds)) => Some(Cow::Owned(bounds)),
        _ => None,
    };
    if let Some(Value::Array(parts)) = members.get("software_statement")
        && let [header, payload] = &**parts
    {
        let statement = Value::from(signed(header, payload));
        members.insert("software_statement".to_owned(), statement);
    }
    Sealed { members: Cow::Owned(members), issued_at: Timestamp(1_800_000_000), bounds, nonce: [7; NONCE_BYTES] }
}

/// Checks that a written client is read back unchanged, and opened unchanged if it fits into an identifier.
fn assert_kept(client: &Sealed, bytes: &[u8], config: &Config) {
    let issuer = config.issuer.as_str();
    let Some(plain) = client.write() else {
        let whole = [
            Value::Object(client.members.clone().into_owned()),
            client.bounds.clone().unwrap_or_default().into_owned().into(),
        ];
        assert!(whole.iter().any(|value| !is_modest(value, 8)), "it is too deep or too wide");
        assert_eq!(seal(client, issuer, &config.keys, LONGEST_ID), None);
        return;
    };
    assert!(
        Sealed::read(&plain).is_some_and(|read| is_same_client(&read, client)),
        "what is written is read as it was"
    );
    let Some(id) = seal(client, issuer, &config.keys, LONGEST_ID) else {
        return;
    };
    assert!(is_of_good_length(&id) && ClientId::parse(&id).is_some_and(|id| id.is_sealed()), "{id}");
    let (opened, key) = open(&id, [issuer], &config.keys).expect("what was sealed opens");
    assert!(is_same_client(&opened, client) && key == *config.keys.current());
    let registered = ClientId::parse(&id).and_then(|id| RegisteredClient::open(&id, config));
    assert!(registered.is_none_or(|registered| {
        let bounds = registered.bounds.as_ref().map(Bounds::write);
        *registered.metadata.members() == *opened.members && bounds.as_ref() == opened.bounds.as_deref()
    }));
    assert_ring(&id, client, config);
    assert_every_change_closes(&id, bytes, config);
}

fn is_same_client(one: &Sealed, other: &Sealed) -> bool {
    let members = |client: &Sealed| {
        [Some(client.members.clone()), client.bounds.clone()].map(|its| its.map(Cow::into_owned).into())
    };
    let are_same = members(one).iter().zip(&members(other)).all(|(one, other)| is_same(one, other));
    are_same && (one.issued_at, one.nonce) == (other.issued_at, other.nonce)
}

/// Returns true if no object or array has more than 255 values, and none lies deeper than this.
fn is_modest(value: &Value, depth: usize) -> bool {
    let (count, values): (usize, Vec<&Value>) = match value {
        Value::Array(values) => (values.len(), values.iter().collect()),
        Value::Object(members) => (members.len(), members.values().collect()),
        _ => return true,
    };
    depth > 0 && count <= 255 && values.into_iter().all(|value| is_modest(value, depth - 1))
}

/// A key opens what it has sealed wherever it is in the ring, and no other does; nor does another server, unless it has the
/// name of this one among its own.
fn assert_ring(id: &str, client: &Sealed, config: &Config) {
    let issuer = config.issuer.as_str();
    let ring = |keys: &[&str]| KeyRing::parse(&keys.join(" ")).expect("a key ring");
    let opened = open(id, [issuer], &ring(&[KEYS[1], KEYS[0]]));
    assert!(opened.is_some_and(|(opened, _)| is_same_client(&opened, client)));
    assert_eq!(open(id, [issuer], &ring(&KEYS[1..])), None);
    assert_eq!(open(id, ["https://other.example"], &config.keys), None);
    let moved = open(id, ["https://other.example", issuer], &config.keys);
    assert!(moved.is_some_and(|(opened, _)| is_same_client(&opened, client)));
}

/// One bit of what is sealed, and one character of its text, chosen by the input.
fn assert_every_change_closes(id: &str, bytes: &[u8], config: &Config) {
    let choice = bytes.iter().fold(bytes.len(), |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
    let whole = content(id);
    for step in 0..4 {
        let mut changed = whole.clone();
        let bit = choice.wrapping_add(step * 977) % (whole.len() * 8);
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_nobody(&spelt(&changed), config);
    }
    let place = choice % id.len();
    let (before, after) = (&id[..place], &id[place + 1..]);
    let other = if id[place..].starts_with('A') { 'B' } else { 'A' };
    assert_nobody(&format!("{before}{other}{after}"), config);
    assert_nobody(&format!("{before}{after}"), config);
    assert_nobody(before, config);
}
