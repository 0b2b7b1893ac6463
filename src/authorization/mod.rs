//! Decisions for an authorization endpoint: redirection URIs and subject identifiers.

mod redirection;
mod subject;

pub use redirection::{Redirection, redirection};
pub use subject::subject;
