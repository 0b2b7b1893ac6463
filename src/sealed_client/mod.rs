//! Clients that are sealed into their identifiers: nothing is stored of them, and nobody can make or change one.

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

/// The tag of identifiers that are sealed as it is written here; another way of sealing has another tag.
pub const TAG: &str = "s";

/// How many random bytes tell apart what is otherwise the same.
pub const NONCE_BYTES: usize = 8;

/// The longest identifier that is opened.
pub const LONGEST_ID: ByteCount = ByteCount(1024);

/// The shortest identifier that could be opened: a tag, a hint, a seal, a nonce and a time.
pub const SHORTEST_ID: ByteCount = ByteCount(40);

/// The most that is tried to seal, in times of what the identifier may have; signatures and digests are in a statement, of
/// which less can be saved.
const GREATEST_SAVING: usize = 8;
const GREATEST_SAVING_WITH_STATEMENT: usize = 3;
const GREATEST_SAVING_OF_STATEMENT: usize = 2;

/// In the first byte: that bounds follow.
const HAS_BOUNDS: u8 = 1;

/// In the first byte: that a software statement comes before the members.
const HAS_STATEMENT: u8 = 2;

/// What an identifier says of its client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed<'a> {
    /// What was accepted.
    pub members: Cow<'a, Map<String, Value>>,
    /// When it was registered.
    pub issued_at: Timestamp,
    /// What bounds it, as [`crate::policy::Bounds`] has it.
    pub bounds: Option<Cow<'a, Map<String, Value>>>,
    /// Chosen at random.
    pub nonce: [u8; NONCE_BYTES],
}

impl Sealed<'_> {
    /// Writes what is encrypted of it; `None` where it has more of anything than is written, or what lies too deep.
    #[must_use]
    pub fn write(&self) -> Option<Vec<u8>> {
        let mut statement = Vec::new();
        let left = statement_codec::write(&self.members, &mut statement);
        let flags = [self.bounds.as_ref().map(|_| HAS_BOUNDS), left.as_ref().map(|_| HAS_STATEMENT)];
        let mut plain = vec![flags.into_iter().flatten().fold(0, |all, flag| all | flag)];
        plain.extend(self.nonce);
        plain.extend(u32::try_from(self.issued_at.0).ok()?.to_be_bytes());
        if let Some(bounds) = &self.bounds {
            codec::write_object(bounds, &mut plain)?;
        }
        plain.extend(statement);
        plain.extend(codec::write_members(left.as_ref().unwrap_or(&self.members))?);
        Some(plain)
    }

    /// Reads it back; `None` for what was never written.
    #[must_use]
    pub fn read(plain: &[u8]) -> Option<Sealed<'static>> {
        let mut input = plain;
        let [flags] = codec::take::<1>(&mut input)?;
        let nonce = codec::take::<NONCE_BYTES>(&mut input)?;
        let issued_at = Timestamp(u64::from(u32::from_be_bytes(codec::take::<4>(&mut input)?)));
        let has = |flag| flags & flag != 0;
        let bounds = if has(HAS_BOUNDS) { Some(Cow::Owned(codec::read_object(&mut input)?)) } else { None };
        let vouched = if has(HAS_STATEMENT) { statement_codec::read(&mut input)? } else { Map::new() };
        let mut members = codec::read_members(&mut input)?;
        members.extend(vouched);
        let is_whole = input.is_empty() && flags <= HAS_BOUNDS | HAS_STATEMENT;
        is_whole.then_some(Sealed { members: Cow::Owned(members), issued_at, bounds, nonce })
    }
}

/// Seals a client with the current key; `None` where the identifier would be longer than `limit`.
///
/// What follows the tag is base64url of a byte that hints at the key, and of AES-SIV over the rest, which authenticates
/// tag, hint and issuer with it: what one server has sealed is nobody to another that has the same key, unless it says that
/// it is the same server. RFC 5297.
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

/// Whether it is worth while to write a client: what cannot fit costs no more than to be measured.
fn may_fit(client: &Sealed<'_>, limit: ByteCount) -> bool {
    let size = json::length(&client.members).saturating_add(client.bounds.as_deref().map_or(0, json::length));
    let statement = client.members.get(SOFTWARE_STATEMENT).and_then(Value::as_str).map(str::len);
    let saving = statement.map_or(GREATEST_SAVING, |_| GREATEST_SAVING_WITH_STATEMENT);
    let is_short = statement.is_none_or(|length| length <= limit.0.saturating_mul(GREATEST_SAVING_OF_STATEMENT));
    is_short && size <= limit.0.saturating_mul(saving)
}

/// Opens an identifier that was sealed under one of these names of the server; `None` for whatever was not sealed here, and
/// no more is looked at. With the key that sealed it.
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
