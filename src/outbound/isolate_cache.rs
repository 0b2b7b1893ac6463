//! The cache of one isolate, in front of the platform's cache.

use std::collections::VecDeque;

/// The most texts in the cache.
const MAXIMUM_TEXTS: usize = 64;

/// The most bytes of all texts and keys.
const MAXIMUM_BYTES: usize = 1 << 20;

/// Texts by key. New texts evict the oldest.
#[derive(Debug, Default)]
pub struct IsolateCache(VecDeque<(String, String)>);

impl IsolateCache {
    /// Makes an empty cache.
    #[must_use]
    pub const fn new() -> Self {
        Self(VecDeque::new())
    }

    /// Returns the text of a key.
    #[must_use]
    pub fn recall(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, text)| &**text)
    }

    /// Stores a text under a key, and replaces an earlier one.
    pub fn keep(&mut self, key: &str, text: &str) {
        self.0.retain(|(known, _)| known != key);
        self.0.push_back((key.to_owned(), text.to_owned()));
        while self.0.len() > MAXIMUM_TEXTS || self.bytes() > MAXIMUM_BYTES {
            self.0.pop_front();
        }
    }

    fn bytes(&self) -> usize {
        self.0.iter().map(|(key, text)| key.len().saturating_add(text.len())).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Requirement F17.
    #[test]
    fn a_memory_is_bounded_and_forgets_the_oldest_first() {
        let mut cache = IsolateCache::new();
        cache.keep("first", "1");
        for number in 0..MAXIMUM_TEXTS {
            cache.keep(&number.to_string(), "x");
        }
        assert_eq!((cache.recall("first"), cache.recall("0"), cache.0.len()), (None, Some("x"), MAXIMUM_TEXTS));
        cache.keep("0", "y");
        assert_eq!((cache.recall("0"), cache.0.len()), (Some("y"), MAXIMUM_TEXTS));
        cache.keep("long", &"x".repeat(MAXIMUM_BYTES - 10));
        assert_eq!((cache.0.len(), cache.recall("63"), cache.recall("62")), (3, Some("x"), None));
        cache.keep("too long", &"x".repeat(MAXIMUM_BYTES));
        assert!(cache.0.is_empty());
    }
}
