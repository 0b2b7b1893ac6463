//! Enrol registers OAuth 2.0 and OpenID Connect clients at the edge.
//!
//! The core turns a [`http::Request`] into a [`http::Response`] through the ports of [`ports`] and knows nothing of the
//! platform; `edge` is the only module that does. Read the modules in this order:

pub mod http;
pub mod route;
pub mod record;
pub mod error;
pub mod config;
pub mod policy;
pub mod ports;

pub mod json;
pub mod metadata;
pub mod rules;
pub mod fetch;
pub mod document;
pub mod sector;
pub mod registrant;
pub mod statement;
pub mod jose;
pub mod key_ring;
pub mod signing;
pub mod client;
pub mod grant;
pub mod endpoint;
pub mod maintenance;
pub mod unit;

#[cfg(target_arch = "wasm32")]
mod edge;
