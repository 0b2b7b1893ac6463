//! An Enrol server whose ports are all in memory, and builders of the requests sent to it.
//!
//! The native tests, the fuzz targets and the benchmarks of the core share this crate.

// A test that cannot go on panics.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::panic,
    clippy::return_self_not_must_use,
    clippy::unwrap_used
)]

pub mod authenticator;
mod call;
mod encryption;
mod reader;
mod reply;
mod run;
mod server;
mod signatures;
mod signer;
mod world;

pub use call::Call;
pub use reader::{Reader, encrypt_to, header_of};
pub use reply::Reply;
pub use run::{at_once, give_way, run};
pub use server::{DIRECTORY, DIRECTORY_KEYS, ISSUER, KEYS, NOW, start};
pub use signatures::Signatures;
pub use signer::{Signer, compact, sign_with_secret};
pub use world::{Down, StoredFactor, StoredGrant, World};
