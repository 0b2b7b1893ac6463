//! A server whose ports are all in memory, and builders of what is sent to it.

pub mod authority;
mod exchange;
mod signatures;
mod signer;
pub mod tokens;
mod world;

pub use exchange::{Call, Reply, at_once, give_way, keyed, register, run};
pub use signer::{Signer, sign_with_secret};
pub use world::{Break, KEYS, World};
