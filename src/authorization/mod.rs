//! Decisions for an authorization endpoint.

mod redirection;

pub use redirection::{Redirection, redirection};
