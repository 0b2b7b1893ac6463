//! Enrol registers OAuth 2.0 and OpenID Connect clients at the edge.

#[cfg(target_arch = "wasm32")]
mod edge;
