//! Other scenes than the one at hand: members come, go and change places, and the entry speaks of those that there are.

use enrol::client_metadata::{CHOICES, ClientMetadata};
use libfuzzer_sys::fuzzer_mutate;
use serde_json::{Map, Value, json};

/// Parts of a scene that have members.
const PARTS: [&str; 4] = ["asked", "claims", "entry", "update"];

/// Members of an entry that are lists of members or claims.
const LISTS: [&str; 5] = ["locked", "narrowed", "required", "returned", "self_asserted"];

/// Members of an entry that are true or false.
const FLAGS: [&str; 3] = ["required_in_updates", "single_use", "unique"];

/// The scene with one thing changed; `None` where there is nothing to be changed.
pub fn vary(text: &[u8], choices: &mut Choices) -> Option<Vec<u8>> {
    let mut scene: Map<String, Value> = serde_json::from_slice(text).ok()?;
    let part = PARTS[choices.one_of(PARTS.len())];
    let (name, value) = lent(&scene, choices);
    let members = part_of(&mut scene, part)?;
    match choices.one_of(6) {
        0 => {
            let name = members.keys().nth(choices.one_of(members.len().max(1)))?.clone();
            members.remove(&name);
        }
        1 => change_text(members, choices)?,
        2 => vary_entry(part_of(&mut scene, "entry")?, &name, choices),
        3 => {
            let names = ClientMetadata::NAMES;
            members.insert(names[choices.one_of(names.len())].to_owned(), value);
        }
        4 => {
            let (offer, chosen) = CHOICES[choices.one_of(CHOICES.len())];
            let values: Vec<Value> = [members.get(chosen).cloned(), Some(value)].into_iter().flatten().collect();
            members.insert(offer.to_owned(), values.into());
        }
        _ => {
            members.insert(name, value);
        }
    }
    serde_json::to_vec(&scene).ok()
}

fn part_of<'a>(scene: &'a mut Map<String, Value>, part: &str) -> Option<&'a mut Map<String, Value>> {
    scene.entry(part).or_insert_with(|| json!({})).as_object_mut()
}

/// A member of any part.
fn lent(scene: &Map<String, Value>, choices: &mut Choices) -> (String, Value) {
    let parts: Vec<&Map<String, Value>> = scene.values().filter_map(Value::as_object).collect();
    let members: Vec<(&String, &Value)> = parts.into_iter().flatten().collect();
    let lent = members.get(choices.one_of(members.len().max(1)));
    lent.map_or_else(|| ("x".to_owned(), "x".into()), |(name, value)| ((*name).clone(), (*value).clone()))
}

fn vary_entry(entry: &mut Map<String, Value>, name: &str, choices: &mut Choices) {
    match choices.one_of(3) {
        0 => {
            let flag = FLAGS[choices.one_of(FLAGS.len())];
            entry.insert(flag.to_owned(), (choices.one_of(2) > 0).into());
        }
        1 => {
            let member = ClientMetadata::NAMES[choices.one_of(ClientMetadata::NAMES.len())];
            let claims = entry.entry("claims").or_insert_with(|| json!({}));
            claims.as_object_mut().map(|claims| claims.insert(name.to_owned(), member.into()));
        }
        _ => {
            let list = entry.entry(LISTS[choices.one_of(LISTS.len())]).or_insert_with(|| json!([]));
            list.as_array_mut().into_iter().for_each(|list| list.push(name.into()));
        }
    }
}

/// Changes a text, or one of a list.
fn change_text(members: &mut Map<String, Value>, choices: &mut Choices) -> Option<()> {
    let name = members.keys().nth(choices.one_of(members.len().max(1)))?.clone();
    let value = match members.get_mut(&name)? {
        Value::Array(values) if !values.is_empty() => {
            let place = choices.one_of(values.len());
            &mut values[place]
        }
        value => value,
    };
    let Value::String(text) = value else { return None };
    let mut bytes = text.clone().into_bytes();
    let size = bytes.len();
    bytes.resize(size + 64, 0);
    let room = bytes.len();
    let size = fuzzer_mutate(&mut bytes, size, room);
    *text = String::from_utf8(bytes[..size].to_vec()).ok()?;
    Some(())
}

/// Choices that a seed makes.
pub struct Choices(u32);

impl Choices {
    /// Begins with a seed.
    pub const fn of(seed: u32) -> Self {
        Self(seed)
    }

    /// Returns a number below `count`, which is not zero.
    pub fn one_of(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(self.0 >> 8).unwrap_or_default() % count
    }
}
