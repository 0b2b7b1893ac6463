//! A server and all its ports, in memory.

mod administration;
mod approvals;
mod audit;
mod cache;
mod clients;
mod consents;
mod counters;
mod cryptography;
mod deliveries;
mod devices;
mod down;
mod factors;
mod fetch;
mod grants;
mod hook;
mod passkeys;
mod platform;
mod policies;
mod providers;
mod requests;
mod start;
mod store;
mod sweep;
mod throttle;
mod user_administration;
mod users;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use enrol::model::{
    Bounds, ClientId, Consent, Delivery, GrantId, HeldData, InitialAccessToken, Journal, Origin, Passkey,
    RegisteredClient, ServerKey, Session, SessionId, Tally, TokenDigest, User, UserId,
};
use enrol::policy::{ClientReads, PolicyVersion};
use enrol::ports::{Fetched, Limit, ListedToken, Message, SealedRegistration};
use enrol::route::Server;
use enrol::unit::Timestamp;
use serde_json::{Map, Value};

use crate::Signatures;
use administration::FirstUse;
pub use approvals::StoredApproval;
pub use audit::StoredJournal;
use clients::Tombstone;
pub use devices::StoredDevice;
pub use down::Down;
pub use factors::StoredFactor;
pub use grants::StoredGrant;

/// A server and all its ports, in memory.
pub struct World {
    /// The server.
    pub server: Arc<Server>,
    /// The part of the world that does not answer.
    pub down: Cell<Down>,
    /// The time.
    pub now: Cell<Timestamp>,
    /// How signatures are made and verified.
    pub signatures: Cell<Signatures>,
    /// The events that each limit still admits.
    admissions: RefCell<BTreeMap<Limit, u32>>,
    /// The events that were counted, in order.
    counted: RefCell<Vec<(Limit, String)>>,
    /// The keys of which a limit admits no more events.
    used_up: RefCell<BTreeSet<(Limit, String)>>,
    /// The ends of lock-outs by key.
    locked_out: RefCell<BTreeMap<String, Timestamp>>,
    /// The documents of others by address.
    pub documents: RefCell<BTreeMap<String, Fetched>>,
    /// The document at every address that has none of its own.
    everywhere: RefCell<Option<String>>,
    /// The addresses that were fetched, in order.
    pub fetches: RefCell<Vec<String>>,
    /// The messages that were sent, in order, each with its address.
    pub sent: RefCell<Vec<(String, Message)>>,
    /// The texts in the cache by key, each with the time at which it expires.
    pub cache: RefCell<BTreeMap<String, (String, Timestamp)>>,
    /// The registration hook.
    hook: hook::RegistrationHook,
    /// How many changes by others come between a read and the change that follows it.
    pub rivals: Cell<u32>,
    /// How many servers beside this one make the keys that they miss when this one looks for its keys.
    pub key_rivals: Cell<u32>,
    /// A client as others store it after the next time it is found.
    pub rival: RefCell<Option<RegisteredClient>>,
    /// The number of the read of an initial access token after which others use the token up; 0 for never.
    pub token_rivals: Cell<u32>,
    /// The replicas that clients were read from, in order.
    pub reads: RefCell<Vec<ClientReads>>,
    /// The number of calls of the store.
    pub store_calls: Cell<u32>,
    /// The number of the call of the store that fails; `None` for no call.
    pub store_fails_at: Cell<Option<u32>>,
    /// If true, a request lets others continue before it calls the store.
    pub takes_turns: Cell<bool>,
    /// The stored clients.
    pub clients: RefCell<BTreeMap<ClientId, RegisteredClient>>,
    tombstones: RefCell<BTreeMap<ClientId, Tombstone>>,
    /// The time of issue of the newest sealed client that was deleted as unused.
    forgotten: Cell<Option<Timestamp>>,
    /// The `software_id` with which each stored client registered.
    software: RefCell<BTreeMap<ClientId, String>>,
    /// The time when each client was last used.
    pub uses: RefCell<BTreeMap<ClientId, Timestamp>>,
    first_uses: RefCell<BTreeMap<ClientId, FirstUse>>,
    /// The initial access tokens as the admin API stored them.
    stored_tokens: RefCell<BTreeMap<TokenDigest, ListedToken>>,
    /// The clients that an operator has shut out, with the time.
    pub disabled_clients: RefCell<BTreeMap<ClientId, Timestamp>>,
    /// The clients that wait for the approval of an operator, and those that have it.
    pub approvals: RefCell<BTreeMap<ClientId, StoredApproval>>,
    /// The epochs by name: clients that registered earlier are refused.
    pub epochs: RefCell<BTreeMap<String, Timestamp>>,
    /// The journals of the audit log.
    pub audit: RefCell<BTreeMap<Journal, StoredJournal>>,
    /// The dimensions of the data points that were written.
    pub points: RefCell<Vec<[String; 7]>>,
    /// The counts that wait to be stored.
    pub tally: RefCell<Tally>,
    /// The stored counts by hour, name of the metric, and key.
    pub counts: RefCell<BTreeMap<(Timestamp, &'static str, String), u64>>,
    /// The digests that were used up, each with the time until which it is kept.
    pub spent: RefCell<BTreeMap<String, Timestamp>>,
    /// The messages to others that wait, by name.
    pub deliveries: RefCell<BTreeMap<String, Delivery>>,
    /// The addresses of others that take messages and never answer.
    hanging: RefCell<BTreeSet<String>>,
    /// The requests of devices, by name.
    pub devices: RefCell<BTreeMap<String, StoredDevice>>,
    /// The authorization requests that are stored, each with the time until which it is.
    pub requests: RefCell<BTreeMap<String, (String, Timestamp)>>,
    /// The keys that the server signs with.
    pub signing_keys: RefCell<Vec<ServerKey>>,
    /// The issuers of software statements that operators have stored.
    pub statement_issuers: RefCell<BTreeMap<String, Map<String, Value>>>,
    /// The stored initial access tokens.
    pub initial_access_tokens: RefCell<Vec<InitialAccessToken>>,
    /// The users.
    pub users: RefCell<BTreeMap<UserId, User>>,
    /// The hashes of the passwords of users.
    pub passwords: RefCell<BTreeMap<UserId, String>>,
    /// The digests of the codes with which users can set a password once, each with the time from which it is refused.
    pub resets: RefCell<BTreeMap<TokenDigest, (UserId, Timestamp)>>,
    /// The second factors of users.
    pub factors: RefCell<BTreeMap<UserId, StoredFactor>>,
    /// The passkeys of users, the oldest first.
    pub passkeys: RefCell<Vec<Passkey>>,
    /// The sessions of users.
    pub sessions: RefCell<BTreeMap<SessionId, Session>>,
    /// What users have consented to.
    pub consents: RefCell<Vec<Consent>>,
    /// The server's own registrations at identity providers, by issuer.
    pub provider_clients: RefCell<BTreeMap<String, SealedRegistration>>,
    /// The grants of users to clients.
    pub grants: RefCell<BTreeMap<GrantId, StoredGrant>>,
    /// The versions of policies.
    pub policies: RefCell<Vec<PolicyVersion>>,
    held_data: RefCell<Option<HeldData>>,
    held_keys: RefCell<Option<Vec<ServerKey>>>,
    /// The number of random calls so far. Each random byte has this value.
    pub random_calls: Cell<u8>,
    /// If true, all random bytes are the same.
    pub repeats_random: Cell<bool>,
    /// The number of verified signatures.
    pub verifications: Cell<u32>,
    made_keys: Cell<usize>,
}

impl World {
    /// Returns every stored client.
    pub fn clients(&self) -> Vec<RegisteredClient> {
        self.clients.borrow().values().cloned().collect()
    }

    /// Returns the number of deleted clients in the store.
    pub fn tombstones(&self) -> usize {
        self.tombstones.borrow().len()
    }

    /// Stores an initial access token with these bounds, valid for a long time.
    pub fn give(&self, token: &str, uses_left: u32, bounds: &Value) {
        self.initial_access_tokens.borrow_mut().push(InitialAccessToken {
            digest: TokenDigest::of(token).unwrap(),
            uses_left,
            expires_at: Timestamp(1_900_000_000),
            bounds: Bounds::restore(bounds.as_object().unwrap().clone()).unwrap(),
            origin: Origin::Operator,
        });
    }
}
