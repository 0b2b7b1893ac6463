//! The end of sessions, of which their clients learn. OpenID Connect RP-Initiated Logout, OpenID Connect Back-Channel
//! Logout.

mod id_token_hint;
mod notification;
mod request;

pub use id_token_hint::{Hint, read_hint};
pub use notification::{Ended, end};
pub use request::{Departure, SignOut, depart};
