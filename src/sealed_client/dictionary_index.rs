//! The index of the dictionary: finds names and values in its lists.

use std::sync::OnceLock;

use serde_json::Value;

use crate::json;
use crate::sealed_client::dictionary::{NAMES, PROFILES, VALUES};

/// Members that often occur together: the indexes of their names and values.
pub type Profile = Vec<(u8, u8)>;

/// The dictionary with its values parsed.
pub struct DictionaryIndex {
    /// The values, parsed.
    pub values: Vec<Value>,
    /// The profiles, as indexes.
    pub profiles: Vec<Profile>,
    /// The indexes of names by their length, and of values by the length of their first text: comparing lengths first
    /// makes most lookups one comparison.
    names_by_length: Indexes,
    values_by_length: Indexes,
}

/// Indexes, grouped by a length.
type Indexes = [Vec<u8>; LENGTHS];

/// Greater lengths share one group.
const LENGTHS: usize = 64;

impl DictionaryIndex {
    fn read() -> Self {
        // All texts are JSON. If one were not, `null` would keep its place, so that no index moves.
        let values: Vec<Value> =
            VALUES.iter().map(|text| json::parse_trusted_value(text).unwrap_or_default()).collect();
        let names_by_length = by_length(NAMES.iter().map(|name| name.len()));
        let values_by_length = by_length(values.iter().map(text_length));
        let mut index = Self { values, profiles: Vec::new(), names_by_length, values_by_length };
        let indexes = |(name, text): &(&str, &str)| {
            Some((index.name_index(name)?, index.value_index(&json::parse_trusted_value(text)?)?))
        };
        index.profiles = PROFILES.iter().map(|profile| profile.iter().filter_map(indexes).collect()).collect();
        index
    }

    /// Returns the index of a name.
    pub fn name_index(&self, name: &str) -> Option<u8> {
        let is_it = |index: &u8| NAMES.get(usize::from(*index)) == Some(&name);
        group(&self.names_by_length, name.len()).iter().copied().find(is_it)
    }

    /// Returns the index of a value.
    pub fn value_index(&self, value: &Value) -> Option<u8> {
        let is_it = |index: &u8| self.values.get(usize::from(*index)) == Some(value);
        group(&self.values_by_length, text_length(value)).iter().copied().find(is_it)
    }
}

/// Returns the index, made on first use.
pub fn dictionary() -> &'static DictionaryIndex {
    static INDEX: OnceLock<DictionaryIndex> = OnceLock::new();
    INDEX.get_or_init(DictionaryIndex::read)
}

fn by_length(lengths: impl Iterator<Item = usize>) -> Indexes {
    let mut groups = [const { Vec::new() }; LENGTHS];
    for (index, length) in (0..=u8::MAX).zip(lengths) {
        if let Some(group) = groups.get_mut(length.min(LENGTHS - 1)) {
            group.push(index);
        }
    }
    groups
}

fn group(groups: &Indexes, length: usize) -> &[u8] {
    groups.get(length.min(LENGTHS - 1)).map_or(&[], Vec::as_slice)
}

fn text_length(value: &Value) -> usize {
    let first = if let Value::Array(values) = value { values.first() } else { Some(value) };
    first.and_then(Value::as_str).map_or(0, str::len)
}
