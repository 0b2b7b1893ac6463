//! A signature that is tried with the keys of a client.

use std::cell::Cell;

use enrol::authentication::is_signed_by_client;
use enrol::client_metadata::{PublicKey, SigningAlgorithm};
use enrol::error::Fault;
use enrol::http::Peer;
use enrol::jose::{Claims, Token};
use enrol::policy::Target;
use enrol::ports::{Admission, Cache, Clock, Fetch, Fetched, Limit, Message, Throttle, Verify};
use enrol::rules::ValidatedClient;
use enrol::unit::{ByteCount, Seconds, Timestamp};
use serde_json::Map;

use crate::support::{World, run};

/// The reason why no key verifies a signature.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoKey {
    Fault,
    Unknown,
}

/// The ports of a world, with a `Verify` that says yes or no and counts the keys that it is asked about.
struct Trials<'a> {
    world: &'a World,
    is_signed: bool,
    tried: Cell<usize>,
}

impl Cache for Trials<'_> {
    async fn recall(&self, key: &str) -> Result<Option<String>, Fault> {
        self.world.recall(key).await
    }

    async fn keep(&self, key: &str, text: &str, life: Seconds) -> Result<(), Fault> {
        self.world.keep(key, text, life).await
    }
}

impl Clock for Trials<'_> {
    fn now(&self) -> Timestamp {
        self.world.now()
    }
}

impl Fetch for Trials<'_> {
    async fn get(&self, target: &Target, limit: ByteCount) -> Result<Fetched, Fault> {
        self.world.get(target, limit).await
    }

    async fn send(&self, target: &Target, message: &Message, limit: ByteCount) -> Result<Fetched, Fault> {
        self.world.send(target, message, limit).await
    }
}

impl Throttle for Trials<'_> {
    async fn count(&self, limit: Limit, key: &str) -> Result<Admission, Fault> {
        self.world.count(limit, key).await
    }

    fn locked_out_until(&self, key: &str) -> Option<Timestamp> {
        self.world.locked_out_until(key)
    }

    fn lock_out(&self, key: &str, until: Timestamp) {
        self.world.lock_out(key, until);
    }
}

impl Verify for Trials<'_> {
    async fn verify(&self, _: &PublicKey, _: &SigningAlgorithm, _: &[u8], _: &[u8]) -> Result<bool, Fault> {
        self.tried.set(self.tried.get() + 1);
        Ok(self.is_signed)
    }
}

/// Returns the outcome where every key verifies a signature or none does, and the number of keys that were tried.
pub(super) fn trials(
    client: &ValidatedClient,
    kid: Option<&str>,
    is_signed: bool,
    world: &World,
) -> (Result<(), NoKey>, usize) {
    let guard = &world.server.config().policy.guard;
    let token = Token {
        algorithm: SigningAlgorithm::Es256,
        kid: kid.map(str::to_owned),
        kind: None,
        claims: Claims::of(Map::new()),
        signed: String::new(),
        signature: vec![1; 64],
    };
    let ports = Trials { world, is_signed, tried: Cell::new(0) };
    let found = match run(is_signed_by_client(client.metadata(), &token, Peer(None), guard, &ports)) {
        Ok(true) => Ok(()),
        Ok(false) => Err(NoKey::Unknown),
        Err(_) => Err(NoKey::Fault),
    };
    (found, ports.tried.get())
}
