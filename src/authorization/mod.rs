//! What an authorization endpoint asks of a client: where it is redirected to, and by which name it knows a user.

mod redirection;
mod subject;

pub use redirection::{Redirection, redirection};
pub use subject::subject;
