//! Private keys that were decrypted, kept so that an isolate decrypts each of them once.

/// The number of keys that are kept: five algorithms, each with the key of now and the next, and some of those before.
const MAXIMUM: usize = 12;

/// The platform's handles of decrypted keys, by name; the newest come first.
#[derive(Debug, Default)]
pub struct OpenedKeys<K>(Vec<(String, K)>);

impl<K: Clone> OpenedKeys<K> {
    /// Makes an empty store.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Returns the key of a name.
    #[must_use]
    pub fn get(&self, kid: &str) -> Option<K> {
        self.0.iter().find(|(known, _)| known == kid).map(|(_, key)| key.clone())
    }

    /// Keeps a key, in place of the oldest if there are too many.
    pub fn keep(&mut self, kid: &str, key: K) {
        self.0.retain(|(known, _)| known != kid);
        self.0.truncate(MAXIMUM.saturating_sub(1));
        self.0.insert(0, (kid.to_owned(), key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_keys_are_kept_and_no_more_than_twelve() {
        let mut keys = OpenedKeys::new();
        for number in 0..=MAXIMUM {
            keys.keep(&number.to_string(), number);
        }
        assert_eq!((keys.get("0"), keys.get("1"), keys.get("12")), (None, Some(1), Some(12)));
        // Two requests may open one key at the same time.
        keys.keep("12", 120);
        assert_eq!((keys.get("1"), keys.get("12"), keys.0.len()), (Some(1), Some(120), MAXIMUM));
    }
}
