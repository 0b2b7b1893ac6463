//! Authorization requests: reading and checking one, and the decision about it. RFC 6749 section 4.1, OpenID Connect Core
//! section 3.1.2.

mod addressed;
mod check;
mod claims;
pub mod consent;
mod id_token_hint;
mod likeness;
mod parameters;
mod proof_key;
mod pushed;
mod redirection;
mod request_object;
mod scope;
mod wishes;

pub use addressed::{Addressed, Failure, still_permitted};
pub use claims::{permit_context, permit_subject};
pub use parameters::Parameters;
pub use pushed::{LIFE, carry, open, push};
pub use redirection::{Redirection, redirection};
