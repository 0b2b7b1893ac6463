//! Enrol registers OAuth 2.0 and OpenID Connect clients at the edge.
//!
//! The core turns a [`http::Request`] into a [`http::Response`] through the ports of [`ports`] and knows nothing of the
//! platform; `edge` is the only module that does. The modules stand in floors: each imports from modules below it alone.
//! From the top:

#[cfg(target_arch = "wasm32")]
mod edge;

pub mod maintenance;
pub mod route;

pub mod endpoint;

pub mod registration;

pub mod authorization;
pub mod token;

pub mod sign_in;
pub mod software_statement;

pub mod authentication;
pub mod delivery;

pub mod client_lookup;

pub mod encryption;

pub mod client_certificate;
pub mod outbound;
pub mod pages;
pub mod signing;

pub mod audit;
pub mod metrics;
pub mod operator_data;

pub mod ports;

pub mod config;

pub mod model;

pub mod sealed_client;

pub mod rules;

pub mod policy;

pub mod jose;
pub mod key_ring;
pub mod log_line;

pub mod client_metadata;

pub mod http;

pub mod error;

pub mod json;
pub mod unit;
