//! Outbound requests: fetches through one guard, and the cache of what was fetched.

mod address;
mod documents;
mod fetch;
mod isolate_cache;
mod resolver;
mod text;

pub use documents::find;
pub use fetch::{TIME_LIMIT, Unfetchable, json_document};
pub use isolate_cache::IsolateCache;
pub use text::text_document;
