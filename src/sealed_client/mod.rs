//! Sealed clients: an identifier contains the encrypted client, so that a registration stores nothing.
//!
//! An identifier is the tag `s` and base64url of these bytes:
//!
//! | bytes | contents |
//! |---|---|
//! | 1 | the hint of the key: the first byte of the SHA-256 digest of the key's name |
//! | 16 | the AES-SIV tag, which also authenticates the tag `s`, the hint and the issuer (RFC 5297) |
//! | rest | the encrypted client |
//!
//! The encrypted client is:
//!
//! | bytes | contents |
//! |---|---|
//! | 1 | flags: 1 for bounds, 2 for a software statement |
//! | 8 | a random nonce |
//! | 4 | the time of registration in seconds, big-endian |
//! | | the bounds, an object as in `codec`, if flagged |
//! | | the software statement as in `statement_codec`, if flagged |
//! | | the members as in `codec` |

mod codec;
mod dictionary;
mod dictionary_index;
mod fragments;
mod statement_codec;
mod text;

use std::borrow::Cow;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};

use crate::client_metadata::SOFTWARE_STATEMENT;
use crate::json;
use crate::key_ring::{KeyId, KeyRing};
use crate::unit::{ByteCount, Timestamp};

/// The tag of sealed identifiers. Another format would have another tag.
pub const TAG: &str = "s";

/// The number of random bytes that distinguish two clients with equal metadata.
pub const NONCE_BYTES: usize = 8;

/// The longest identifier that this server opens.
pub const LONGEST_ID: ByteCount = ByteCount(1024);

/// The shortest identifier that can open: a tag, a hint, an AES-SIV tag, a nonce and a time.
pub const SHORTEST_ID: ByteCount = ByteCount(40);

/// The largest expected compression: larger clients are not encoded at all. A statement compresses less, because it
/// contains a signature and digests.
const GREATEST_SAVING: usize = 8;
const GREATEST_SAVING_WITH_STATEMENT: usize = 3;
const GREATEST_SAVING_OF_STATEMENT: usize = 2;

/// The flag of bounds.
const HAS_BOUNDS: u8 = 1;

/// The flag of a software statement.
const HAS_STATEMENT: u8 = 2;

/// The contents of a sealed identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed<'a> {
    /// The accepted metadata.
    pub members: Cow<'a, Map<String, Value>>,
    /// The time of registration.
    pub issued_at: Timestamp,
    /// The bounds as JSON: an object of arrays of texts.
    pub bounds: Option<Cow<'a, Map<String, Value>>>,
    /// Random bytes.
    pub nonce: [u8; NONCE_BYTES],
}

impl Sealed<'_> {
    /// Encodes the client; `None` if it has too many members or too deep values.
    #[must_use]
    pub fn write(&self) -> Option<Vec<u8>> {
        let mut statement = Vec::new();
        let left = statement_codec::write(&self.members, &mut statement);
        let flags = [self.bounds.as_ref().map(|_| HAS_BOUNDS), left.as_ref().map(|_| HAS_STATEMENT)];
        let mut plain = vec![flags.into_iter().flatten().fold(0, |all, flag| all | flag)];
        plain.extend(self.nonce);
        // Four bytes are enough until 2106.
        plain.extend(u32::try_from(self.issued_at.0).ok()?.to_be_bytes());
        if let Some(bounds) = &self.bounds {
            codec::write_object(bounds, &mut plain)?;
        }
        plain.extend(statement);
        plain.extend(codec::write_members(left.as_ref().unwrap_or(&self.members))?);
        Some(plain)
    }

    /// Decodes a client; `None` for bytes that `write` never writes.
    #[must_use]
    pub fn read(plain: &[u8]) -> Option<Sealed<'static>> {
        let mut input = plain;
        let [flags] = codec::take::<1>(&mut input)?;
        let nonce = codec::take::<NONCE_BYTES>(&mut input)?;
        let issued_at = Timestamp(u64::from(u32::from_be_bytes(codec::take::<4>(&mut input)?)));
        let has = |flag| flags & flag != 0;
        let bounds = if has(HAS_BOUNDS) { Some(Cow::Owned(codec::read_object(&mut input)?)) } else { None };
        let statement_members = if has(HAS_STATEMENT) { statement_codec::read(&mut input)? } else { Map::new() };
        let mut members = codec::read_members(&mut input)?;
        // The encoded statement also contains the members that equal a claim. They were removed from the members, so none
        // is overwritten here.
        members.extend(statement_members);
        let is_whole = input.is_empty() && flags <= HAS_BOUNDS | HAS_STATEMENT;
        is_whole.then_some(Sealed { members: Cow::Owned(members), issued_at, bounds, nonce })
    }
}

/// Seals a client with the current key; `None` if the identifier would be longer than `limit`.
///
/// The issuer is authenticated, so that another server with the same keys refuses the identifier, unless it names this
/// issuer as a former one.
#[must_use]
pub fn seal(client: &Sealed<'_>, issuer: &str, keys: &KeyRing, limit: ByteCount) -> Option<String> {
    if !may_fit(client, limit) {
        return None;
    }
    let plain = client.write()?;
    let hint = keys.hint(keys.current())?;
    let key = keys.seal(keys.current())?;
    let encrypted = enrol_seal::seal(key, &[TAG.as_bytes(), &[hint], issuer.as_bytes()], &plain)?;
    let id = format!("{TAG}{}", Base64UrlUnpadded::encode_string(&[&[hint], &*encrypted].concat()));
    (id.len() <= limit.0).then_some(id)
}

/// Estimates if a client can fit. Encoding a client that is too large would cost time on every such registration.
fn may_fit(client: &Sealed<'_>, limit: ByteCount) -> bool {
    let size = json::length(&client.members).saturating_add(client.bounds.as_deref().map_or(0, json::length));
    let statement = client.members.get(SOFTWARE_STATEMENT).and_then(Value::as_str).map(str::len);
    let saving = statement.map_or(GREATEST_SAVING, |_| GREATEST_SAVING_WITH_STATEMENT);
    let is_short = statement.is_none_or(|length| length <= limit.0.saturating_mul(GREATEST_SAVING_OF_STATEMENT));
    is_short && size <= limit.0.saturating_mul(saving)
}

/// Opens an identifier that was sealed under one of these issuers, and returns the key that sealed it; `None` for any
/// other text.
#[must_use]
pub fn open<'a>(
    id: &str,
    issuers: impl IntoIterator<Item = &'a str>,
    keys: &KeyRing,
) -> Option<(Sealed<'static>, KeyId)> {
    if id.len() > LONGEST_ID.0 {
        return None;
    }
    let bytes = Base64UrlUnpadded::decode_vec(id.strip_prefix(TAG)?).ok()?;
    let (own, encrypted) = bytes.split_first()?;
    // One byte can be the hint of several keys, so each of them is tried.
    let hinted = || keys.ids().filter(|key| keys.hint(key) == Some(*own));
    let open_with = |issuer: &str, key: &KeyId| {
        let associated: [&[u8]; 3] = [TAG.as_bytes(), &[*own], issuer.as_bytes()];
        Some((enrol_seal::open(keys.seal(key)?, &associated, encrypted)?, key.clone()))
    };
    let (plain, key) = issuers.into_iter().find_map(|issuer| hinted().find_map(|key| open_with(issuer, key)))?;
    Some((Sealed::read(&plain)?, key))
}

#[cfg(test)]
mod tests;
