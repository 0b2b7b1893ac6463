//! The encoding of software statements: the claims instead of their base64url. Decoding restores the statement byte for
//! byte, because its signature covers the bytes.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};

use crate::client_metadata::SOFTWARE_STATEMENT;
use crate::json;
use crate::sealed_client::codec;

/// Writes the statement among the members, and the names of the members that equal a claim. Returns the other members.
///
/// `None` if there is no statement, or if encoding its claims again would give other bytes.
pub fn write(members: &Map<String, Value>, out: &mut Vec<u8>) -> Option<Map<String, Value>> {
    let mut parts = members.get(SOFTWARE_STATEMENT)?.as_str()?.split('.');
    let (header, payload) = (entries(parts.next()?)?, entries(parts.next()?)?);
    let signature = Base64UrlUnpadded::decode_vec(parts.next()?).ok()?;
    let mut written = Vec::new();
    for part in [&header, &payload] {
        codec::write_list(part, &mut written)?;
    }
    written.extend(u16::try_from(signature.len()).ok()?.to_be_bytes());
    written.extend(&signature);
    let is_same = |name: &str, value: &Value| payload.iter().any(|(claim, claimed)| claim == name && claimed == value);
    let mut left = members.clone();
    json::retain(&mut left, &mut |name, value| name != SOFTWARE_STATEMENT && !is_same(name, value));
    let same: Vec<&String> =
        members.keys().filter(|name| *name != SOFTWARE_STATEMENT && !left.contains_key(*name)).collect();
    written.push(u8::try_from(same.len()).ok()?);
    for name in same {
        codec::write_name(name, &mut written);
    }
    out.extend(written);
    Some(left)
}

/// Reads a statement, and the members that equal a claim; `None` for bytes that `write` never writes.
pub fn read(input: &mut &[u8]) -> Option<Map<String, Value>> {
    let (header, payload) = (codec::read_list(input)?, codec::read_list(input)?);
    let length = usize::from(u16::from_be_bytes(codec::take::<2>(input)?));
    let (signature, rest) = input.split_at_checked(length)?;
    *input = rest;
    let mut members = Map::new();
    let [same] = codec::take::<1>(input)?;
    for _ in 0..same {
        let name = codec::read_name(input)?;
        let (_, value) = payload.iter().find(|(claim, _)| *claim == name)?;
        members.insert(name, value.clone());
    }
    let [header, payload] = [header, payload].map(|part| Base64UrlUnpadded::encode_string(text(&part).as_bytes()));
    let statement = format!("{header}.{payload}.{}", Base64UrlUnpadded::encode_string(signature));
    members.insert(SOFTWARE_STATEMENT.to_owned(), Value::from(statement));
    Some(members)
}

/// Returns the members of a header or payload in their order; `None` if writing them again would give other bytes.
fn entries(part: &str) -> Option<Vec<(String, Value)>> {
    let decoded = String::from_utf8(Base64UrlUnpadded::decode_vec(part).ok()?).ok()?;
    // A map sorts its members. Their order is read from the text, because the signature covers it.
    let mut left = json::parse_trusted_object(&decoded)?;
    let mut ordered = Vec::with_capacity(left.len());
    let mut rest = decoded.strip_prefix('{')?;
    while !left.is_empty() {
        let (name, _) = rest.strip_prefix('"')?.split_once('"')?;
        let next = left.remove_entry(name)?;
        rest = rest.strip_prefix(&entry(&next.0, &next.1))?;
        rest = rest.strip_prefix(',').unwrap_or(rest);
        ordered.push(next);
    }
    (text(&ordered) == decoded).then_some(ordered)
}

fn text(entries: &[(String, Value)]) -> String {
    let written: Vec<String> = entries.iter().map(|(name, value)| entry(name, value)).collect();
    format!("{{{}}}", written.join(","))
}

fn entry(name: &str, value: &Value) -> String {
    format!("{}:{value}", Value::from(name))
}
