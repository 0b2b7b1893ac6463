//! Objects with members, by code that is compiled once.

use serde_json::{Map, Value};

/// Makes an object of these members. Inserts them one by one because `collect` sorts first, with code that is compiled
/// again for each caller.
pub fn object(members: impl IntoIterator<Item = (impl Into<String>, Value)>) -> Map<String, Value> {
    let mut object = Map::new();
    members.into_iter().for_each(|(name, value)| insert(&mut object, name.into(), value));
    object
}

#[inline(never)]
fn insert(object: &mut Map<String, Value>, name: String, value: Value) {
    object.insert(name, value);
}

/// Keeps the members for which `is_kept` returns true. One function for all callers: the loop is compiled again for each closure
/// otherwise.
pub fn retain(object: &mut Map<String, Value>, is_kept: &mut dyn FnMut(&str, &Value) -> bool) {
    object.retain(|name, value| is_kept(name, value));
}
