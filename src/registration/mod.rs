//! Registration: the steps of a new client and of an update. The endpoints list them in order.

mod access_token;
mod admission;
mod attempts;
mod certificate;
mod client_information_response;
mod conditions;
mod deletion;
mod draft;
mod events;
mod hook;
mod import;
mod key_certificates;
mod management;
mod minting;
mod replacement;
mod organization;
mod policies;
mod request;
mod secret;
mod sector_identifier;
mod template;
mod update;

pub use access_token::is_used_up;
pub use admission::{Applicant, Registrant, admit, admit_storage, admit_write, looks_at_certificate};
pub use attempts::{ATTEMPTS, Attempts};
pub use client_information_response::{
    ClientInformation, add_dropped, client_information, client_information_response,
};
pub use conditions::{check_identity, check_precondition, refuse_dry_run, revisions};
pub use deletion::{delete, delete_any, delete_owned, lost};
pub use draft::{Accepted, Draft, preview};
pub use events::{changed_members, of_client};
pub use hook::{Sender, consult};
pub use import::{Import, SecretOrigin, import};
pub use management::{ManagementCredential, proven_key};
pub use minting::mint;
pub use replacement::replace;
pub use request::RegistrationRequest;
pub use secret::renew_secret;
pub use update::UpdateRequest;
