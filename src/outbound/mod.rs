//! Outbound requests: fetches and messages through one guard, and the cache of what was fetched.

mod address;
mod documents;
mod fetch;
mod get;
mod isolate_cache;
mod resolver;
mod send;

pub use documents::find;
pub use fetch::{TIME_LIMIT, Unfetchable, is_json, json_document, json_of};
pub use get::{Unfetched, get};
pub use isolate_cache::IsolateCache;
pub use send::{send, send_queued};
