//! Registration: the steps that a new client, and an update of a client, go through.

mod access_token;
mod admission;
mod bound_update;
mod client_information_response;
mod growth;
mod minting;
mod proof_of_possession;
mod request;
pub mod sector_identifier;
mod template;

pub use access_token::is_used_up;
pub use admission::{Applicant, HasStatement, Registrant, admit, admit_storage, admit_write, looks_at_certificate};
pub use bound_update::{Vouched, update};
pub use client_information_response::{Information, information, tell_dropped};
pub use growth::Growth;
pub use minting::register;
pub use request::{Asked, read};
pub use template::{template_of, told_of_template};
