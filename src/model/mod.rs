//! The data of this server and what follows from it, without input and output: clients, credentials, tokens, issuers,
//! configuration.

mod bounds;
mod change;
mod client;
pub mod client_id;
mod config;
mod credentials;
mod initial_access_token;
mod issuer;
mod registered_client;
mod signing_key;
mod anonymous_scope;
mod single_use;
mod trusted_issuers;
mod unused;

pub use anonymous_scope::limit_scope;
pub use bounds::{Bounds, StatementTerms};
pub use change::{AcceptedRevisions, Change, ChangeBasis, NewSecret, NewToken, Registration, held_statement};
pub use client::{Client, ConfiguredClient};
pub use client_id::ClientId;
pub use config::Config;
pub use credentials::{ClientSecret, Credentials, Generation, Previous, RegistrationAccessToken};
pub use initial_access_token::{InitialAccessToken, Origin, TOKEN_PREFIX, TokenDigest};
pub use issuer::Issuer;
pub use registered_client::{RegisteredClient, Revision};
pub use signing_key::{NewKey, Seal, SigningKey, SigningKeysVersion};
pub use single_use::{FirstUse, SingleUse};
pub use trusted_issuers::{Instances, Keys, StatementIssuer, TrustedIssuer, Updates, Uses};
pub use unused::{UnusedRetention, check_size, is_anonymous};
