//! Authorization requests: reading and checking one, and the decision about it. RFC 6749 section 4.1, OpenID Connect Core
//! section 3.1.2.

mod addressed;
mod approval;
mod check;
mod claims;
mod code;
pub mod consent;
mod context;
mod decision;
mod device;
mod id_token_hint;
mod parameters;
mod proof_key;
mod pushed;
mod question;
mod request_object;
mod response_mode;
mod return_address;
mod scope;
mod signed_response;
mod wishes;

pub use addressed::{Addressed, Failure, still_permitted};
pub use approval::{UNAPPROVED, await_approval};
pub use code::{code_contents, make_code};
pub use context::{asks_for_second_factor, is_enough};
pub use decision::{Next, decide};
pub use device::{client as client_of_device, read as of_device};
pub use parameters::Parameters;
pub use pushed::{LIFE, carry, open, push};
pub use question::{Question, WaitingDevice};
pub use return_address::{After, ReturnAddress};
