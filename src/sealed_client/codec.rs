//! The encoding of client metadata: names and values by their index in the dictionary, and members as differences from
//! a profile.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};

use crate::json;
use crate::sealed_client::dictionary::NAMES;
use crate::sealed_client::dictionary_index::{Profile, dictionary};
use crate::sealed_client::text;

/// The deepest nesting of values.
const DEEPEST: u8 = 8;

/// The first byte of a value that is not in the dictionary. Lower numbers are indexes of values.
const TEXT: u8 = 200;
const ARRAY: u8 = 201;
const OBJECT: u8 = 202;
const NUMBER: u8 = 203;
const BYTES: u8 = 204;
const OTHER: u8 = 205;
const ONE_TEXT: u8 = 206;

/// The first byte of a name that is not in the dictionary, or that has a language tag. Lower numbers are indexes of
/// names.
const WITH_LANGUAGE: u8 = 254;
const OTHER_NAME: u8 = 255;

/// A member, with the dictionary indexes of its name and value.
struct Entry<'a> {
    name: &'a str,
    value: &'a Value,
    name_index: Option<u8>,
    value_index: Option<u8>,
}

impl<'a> Entry<'a> {
    fn of(name: &'a str, value: &'a Value) -> Self {
        Self { name, value, name_index: dictionary().name_index(name), value_index: dictionary().value_index(value) }
    }

    fn all(members: &'a Map<String, Value>) -> Vec<Self> {
        members.iter().map(|(name, value)| Self::of(name, value)).collect()
    }
}

/// Writes members: the index of a profile, the names of the profile that are absent, and the members that the profile
/// does not contain.
///
/// `None` if a count does not fit into a byte.
pub fn write_members(members: &Map<String, Value>) -> Option<Vec<u8>> {
    let mut entries = Entry::all(members);
    let named = |name: u8| entries.iter().find(move |entry| entry.name_index == Some(name));
    // The number of bytes that a profile saves: two for each equal member, minus one for each absent name; `None` if the
    // absent names cost more.
    let saving = |profile: &Profile| {
        let found = profile.iter().map(|(name, usual)| named(*name).map(|it| it.value_index == Some(*usual)));
        let (usual, missing) = found.fold((0_usize, 0_usize), |(usual, missing), found| match found {
            Some(true) => (usual.saturating_add(2), missing),
            Some(false) => (usual, missing),
            None => (usual, missing.saturating_add(1)),
        });
        usual.checked_sub(missing)
    };
    // The first profile is empty and saves 0, and `None` is less: so a profile is always found.
    let (index, profile) = dictionary().profiles.iter().enumerate().max_by_key(|(_, profile)| saving(profile))?;
    let mut out = vec![u8::try_from(index).ok()?];
    let missing: Vec<_> = profile.iter().map(|(name, _)| *name).filter(|name| named(*name).is_none()).collect();
    out.push(u8::try_from(missing.len()).ok()?);
    out.extend(missing);
    let is_in_profile = |it: &Entry<'_>| it.name_index.zip(it.value_index).is_some_and(|both| profile.contains(&both));
    entries.retain(|entry| !is_in_profile(entry));
    write_entries(&entries, &mut out, DEEPEST)?;
    Some(out)
}

/// Reads members; `None` for bytes that `write_members` never writes.
pub fn read_members(input: &mut &[u8]) -> Option<Map<String, Value>> {
    let profile = dictionary().profiles.get(usize::from(byte(input)?))?;
    let mut missing = Vec::new();
    for _ in 0..byte(input)? {
        missing.push(read_name(input)?);
    }
    let member = |(name, value): &(u8, u8)| {
        let name = NAMES.get(usize::from(*name))?;
        let is_present = !missing.iter().any(|missing| missing == name);
        dictionary().values.get(usize::from(*value)).filter(|_| is_present).map(|value| (*name, value.clone()))
    };
    let mut members = json::object(profile.iter().filter_map(member));
    members.extend(read_entries(input, DEEPEST)?);
    Some(members)
}

/// Writes an object.
pub fn write_object(members: &Map<String, Value>, out: &mut Vec<u8>) -> Option<()> {
    write_entries(&Entry::all(members), out, DEEPEST)
}

/// Reads an object.
pub fn read_object(input: &mut &[u8]) -> Option<Map<String, Value>> {
    read_entries(input, DEEPEST).map(json::object)
}

/// Writes members in the order of the list. A `Map` would sort them.
pub fn write_list(members: &[(String, Value)], out: &mut Vec<u8>) -> Option<()> {
    let entries: Vec<_> = members.iter().map(|(name, value)| Entry::of(name, value)).collect();
    write_entries(&entries, out, DEEPEST)
}

/// Reads members in the order in which they were written.
pub fn read_list(input: &mut &[u8]) -> Option<Vec<(String, Value)>> {
    read_entries(input, DEEPEST)
}

fn write_entries(entries: &[Entry<'_>], out: &mut Vec<u8>, depth: u8) -> Option<()> {
    out.push(u8::try_from(entries.len()).ok()?);
    for entry in entries {
        match entry.name_index {
            Some(index) => out.push(index),
            None => write_other_name(entry.name, out),
        }
        match entry.value_index {
            Some(index) => out.push(index),
            None => write_other_value(entry.value, out, depth)?,
        }
    }
    Some(())
}

fn read_entries(input: &mut &[u8], depth: u8) -> Option<Vec<(String, Value)>> {
    let mut members = Vec::new();
    for _ in 0..byte(input)? {
        members.push((read_name(input)?, read_value(input, depth)?));
    }
    Some(members)
}

/// Writes a name.
pub fn write_name(name: &str, out: &mut Vec<u8>) {
    match dictionary().name_index(name) {
        Some(index) => out.push(index),
        None => write_other_name(name, out),
    }
}

/// Writes a name that is not in the dictionary.
fn write_other_name(name: &str, out: &mut Vec<u8>) {
    if let Some((base, language)) = name.split_once('#')
        && let Some(index) = dictionary().name_index(base)
    {
        out.extend([WITH_LANGUAGE, index]);
        text::write(language, out);
    } else {
        out.push(OTHER_NAME);
        text::write(name, out);
    }
}

/// Reads a name.
pub fn read_name(input: &mut &[u8]) -> Option<String> {
    match byte(input)? {
        OTHER_NAME => text::read(input),
        WITH_LANGUAGE => {
            let base = NAMES.get(usize::from(byte(input)?))?;
            Some(format!("{base}#{}", text::read(input)?))
        }
        index => NAMES.get(usize::from(index)).map(|name| (*name).to_owned()),
    }
}

/// Writes a value that is not in the dictionary.
fn write_other_value(value: &Value, out: &mut Vec<u8>, depth: u8) -> Option<()> {
    // A client with deeper values is not sealed but stored.
    let depth = depth.checked_sub(1)?;
    match value {
        Value::String(value) => write_text(value, out),
        Value::Array(values) => match &**values {
            // The most common list is one redirection URI. A kind of its own saves two bytes.
            [Value::String(only)] => {
                out.push(ONE_TEXT);
                text::write(only, out);
            }
            values => {
                out.extend([ARRAY, u8::try_from(values.len()).ok()?]);
                for value in values {
                    match dictionary().value_index(value) {
                        Some(index) => out.push(index),
                        None => write_other_value(value, out, depth)?,
                    }
                }
            }
        },
        Value::Object(members) => {
            out.push(OBJECT);
            write_entries(&Entry::all(members), out, depth)?;
        }
        Value::Number(number) => match number.as_u64().and_then(|number| u32::try_from(number).ok()) {
            Some(number) => {
                out.push(NUMBER);
                out.extend(number.to_be_bytes());
            }
            None => write_other(value, out),
        },
        Value::Bool(_) | Value::Null => write_other(value, out),
    }
    Some(())
}

/// Writes a text. Base64url, such as the members of a key, is written as the decoded bytes if that is shorter.
fn write_text(value: &str, out: &mut Vec<u8>) {
    let mut plain = vec![TEXT];
    text::write(value, &mut plain);
    let bytes = Base64UrlUnpadded::decode_vec(value).ok();
    let length = bytes.as_ref().and_then(|bytes| u16::try_from(bytes.len()).ok());
    match (bytes, length) {
        (Some(bytes), Some(length)) if bytes.len().saturating_add(3) < plain.len() => {
            out.push(BYTES);
            out.extend(length.to_be_bytes());
            out.extend(bytes);
        }
        _ => out.extend(plain),
    }
}

fn write_other(value: &Value, out: &mut Vec<u8>) {
    out.push(OTHER);
    text::write(&value.to_string(), out);
}

fn read_value(input: &mut &[u8], depth: u8) -> Option<Value> {
    // Values of the dictionary come first: their indexes are below the kinds.
    let kind = byte(input)?;
    if let Some(value) = dictionary().values.get(usize::from(kind)) {
        return Some(value.clone());
    }
    let depth = depth.checked_sub(1)?;
    match kind {
        TEXT => text::read(input).map(Value::from),
        ONE_TEXT => text::read(input).map(|only| Value::from(vec![only])),
        ARRAY => {
            let mut values = Vec::new();
            for _ in 0..byte(input)? {
                values.push(read_value(input, depth)?);
            }
            Some(Value::Array(values))
        }
        OBJECT => read_entries(input, depth).map(json::object).map(Value::Object),
        NUMBER => take::<4>(input).map(|bytes| Value::from(u32::from_be_bytes(bytes))),
        BYTES => {
            let length = usize::from(u16::from_be_bytes(take::<2>(input)?));
            let (bytes, rest) = input.split_at_checked(length)?;
            *input = rest;
            Some(Value::from(Base64UrlUnpadded::encode_string(bytes)))
        }
        OTHER => text::read(input).and_then(|text| json::parse_trusted_value(&text)),
        _ => None,
    }
}

fn byte(input: &mut &[u8]) -> Option<u8> {
    take::<1>(input).map(|[byte]| byte)
}

/// Takes the next bytes.
pub fn take<const COUNT: usize>(input: &mut &[u8]) -> Option<[u8; COUNT]> {
    let (taken, rest) = input.split_first_chunk::<COUNT>()?;
    *input = rest;
    Some(*taken)
}
