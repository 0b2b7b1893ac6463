//! Traits for everything that the core needs from outside. The edge implements them on the platform, `testing/` in memory.

// The platform runs one thread: no future of these is ever sent to another.
#![allow(async_fn_in_trait)]

mod approval_store;
mod audit_log;
mod client_administration;
mod client_store;
mod counters;
mod delivery_store;
mod device_store;
mod encryption;
mod epoch_administration;
mod factor_store;
mod grant_store;
mod hook;
mod passkey_store;
mod platform;
mod policy_store;
mod provider_store;
mod signing;
mod sweep;
mod throttle;
mod token_administration;
mod token_stores;
mod user_administration;
mod user_stores;

pub use approval_store::ApprovalStore;
pub use audit_log::AuditLog;
pub use client_administration::ClientAdministration;
pub use client_store::{ClientRecord, ClientStore, DeleteOutcome, Found, InsertOutcome, ReplaceOutcome};
pub use counters::Counters;
pub use delivery_store::DeliveryStore;
pub use device_store::DeviceStore;
pub use encryption::{Agreement, Cipher, CipherKind, Encrypt};
pub use epoch_administration::EpochAdministration;
pub use factor_store::{FactorAttempt, FactorPlace, FactorStore};
pub use grant_store::{GrantRecord, GrantStore, Redemption, Refresh, RefreshOutcome, RequestStore};
pub use hook::{Hook, HookNote, HookOutcome};
pub use passkey_store::PasskeyStore;
pub use platform::{Cache, Clock, Content, Fetch, Fetched, Message, Normalize, Pause, Random, ResponseLimits};
pub use policy_store::PolicyStore;
pub use provider_store::{ProviderClientStore, SealedRegistration};
pub use signing::{Sign, SigningKeyStore, Unless, Verify};
pub use sweep::{Forgotten, Sweep};
pub use throttle::{Admission, Limit, Throttle};
pub use token_administration::{ListedToken, TokenAdministration};
pub use token_stores::{InitialAccessTokenStore, SingleUseStore, StatementIssuerStore, UseOutcome};
pub use user_administration::UserAdministration;
pub use user_stores::{ConsentStore, LocalUser, PasswordRight, SessionRecord, SessionStore, UserStore};

/// The ports of the lookup of clients.
pub trait ClientPorts: Cache + ClientStore + Clock + Fetch + Throttle {}

impl<T: Cache + ClientStore + Clock + Fetch + Throttle> ClientPorts for T {}

/// Makes a trait of all stores at once, which whatever has all of them has.
macro_rules! stores {
    ($($store:ident)+) => {
        /// All stores at once.
        pub trait Stores: $($store +)+ {}

        impl<T: $($store +)+> Stores for T {}
    };
}

stores! {
    ApprovalStore
    AuditLog
    ClientAdministration
    ClientStore
    ConsentStore
    Counters
    DeliveryStore
    DeviceStore
    FactorStore
    EpochAdministration
    GrantStore
    InitialAccessTokenStore
    PasskeyStore
    PolicyStore
    ProviderClientStore
    RequestStore
    SessionStore
    SigningKeyStore
    SingleUseStore
    StatementIssuerStore
    TokenAdministration
    UserAdministration
    UserStore
}

/// All ports at once, for endpoints that use most of them.
pub trait Ports:
    Cache + Clock + Encrypt + Fetch + Hook + Normalize + Pause + Random + Sign + Stores + Sweep + Throttle + Verify
{
}

impl<T> Ports for T where
    T: Cache + Clock + Encrypt + Fetch + Hook + Normalize + Pause + Random + Sign + Stores + Sweep + Throttle + Verify
{
}
