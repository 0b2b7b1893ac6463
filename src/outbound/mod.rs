//! Outbound requests: fetches through one guard, and the cache of what was fetched.

mod address;
mod documents;
mod fetch;
mod isolate_cache;
mod published_keys;
mod resolver;

pub use documents::find;
pub use fetch::{Unfetchable, json_document};
pub use isolate_cache::IsolateCache;
pub use published_keys::{NoKey, key_among, published_key};
