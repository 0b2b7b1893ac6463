//! Where names and values are in the lists of the dictionary.

use std::sync::OnceLock;

use serde_json::Value;

use crate::json;
use crate::sealed_client::dictionary::{NAMES, PROFILES, VALUES};

/// Members that come together: the places of their names and of their values.
pub type Profile = Vec<(u8, u8)>;

/// The lists, to be looked up in.
pub struct Known {
    /// The values.
    pub values: Vec<Value>,
    /// The profiles.
    pub profiles: Vec<Profile>,
    /// The places of names by their lengths, and of values by those of the first texts in them.
    names_by_length: Places,
    values_by_length: Places,
}

/// Places by a length.
type Places = [Vec<u8>; LENGTHS];

/// From this on lengths are as good as the same.
const LENGTHS: usize = 64;

impl Known {
    fn read() -> Self {
        // What is not JSON would take the place of nothing: all of it is, or no identifier opens.
        let values: Vec<Value> = VALUES.iter().map(|text| json::parse_trusted(text).unwrap_or_default()).collect();
        let names_by_length = by_length(NAMES.iter().map(|name| name.len()));
        let values_by_length = by_length(values.iter().map(length));
        let mut known = Self { values, profiles: Vec::new(), names_by_length, values_by_length };
        let places = |(name, text): &(&str, &str)| Some((known.name(name)?, known.value(&json::parse_trusted(text)?)?));
        known.profiles = PROFILES.iter().map(|profile| profile.iter().filter_map(places).collect()).collect();
        known
    }

    /// The place of a name.
    pub fn name(&self, name: &str) -> Option<u8> {
        let is_it = |place: &u8| NAMES.get(usize::from(*place)) == Some(&name);
        at(&self.names_by_length, name.len()).iter().copied().find(is_it)
    }

    /// The place of a value.
    pub fn value(&self, value: &Value) -> Option<u8> {
        let is_it = |place: &u8| self.values.get(usize::from(*place)) == Some(value);
        at(&self.values_by_length, length(value)).iter().copied().find(is_it)
    }
}

/// The lists, read once.
pub fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(Known::read)
}

fn by_length(lengths: impl Iterator<Item = usize>) -> Places {
    let mut places = [const { Vec::new() }; LENGTHS];
    for (place, length) in (0..=u8::MAX).zip(lengths) {
        if let Some(places) = places.get_mut(length.min(LENGTHS - 1)) {
            places.push(place);
        }
    }
    places
}

fn at(places: &Places, length: usize) -> &[u8] {
    places.get(length.min(LENGTHS - 1)).map_or(&[], Vec::as_slice)
}

fn length(value: &Value) -> usize {
    let first = if let Value::Array(values) = value { values.first() } else { Some(value) };
    first.and_then(Value::as_str).map_or(0, str::len)
}
