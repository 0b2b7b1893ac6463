//! The ports in memory, as far as the scenarios need them: what they cost is next to nothing.

use enrol::client_metadata::{PublicKey, SigningAlgorithm};
use enrol::error::Fault;
use enrol::key_ring::KeyId;
use enrol::model::{
    ChangeBasis, Change, ClientId, InitialAccessToken, NewKey, RegisteredClient, Seal, SigningKey, TokenDigest, UnusedRetention,
};
use enrol::policy::{ClientReads, Target};
use enrol::ports::{
    Admission, Cache, Clock, Deleted, Fetch, Fetched, Forgotten, Found, Inserted, Known, Limit, Random, Replaced, Sign,
    Spent, Store, Throttle, Unless, Verify,
};
use enrol::unit::{ByteCount, Seconds, Timestamp};
use serde_json::{Map, Value};

use crate::subject::NOW;

/// What is there beside the server: a key to sign with, and a store that knows no client.
pub struct World {
    key: SigningKey,
}

impl World {
    /// A world whose key is encrypted under one of the master secret.
    pub fn of(sealed_with: &KeyId) -> Self {
        let key = SigningKey {
            kid: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
            algorithm: SigningAlgorithm::Es256,
            public: Map::new(),
            sealed: Vec::new(),
            sealed_with: sealed_with.clone(),
            begins_at: Timestamp(0),
            due_at: None,
        };
        Self { key }
    }
}

/// What no scenario asks for.
fn nothing<T>() -> Result<T, Fault> {
    Err(Fault::Unavailable("this world has none of it".to_owned()))
}

impl Cache for World {
    async fn recall(&self, _key: &str) -> Result<Option<String>, Fault> {
        nothing()
    }

    async fn keep(&self, _key: &str, _text: &str, _life: Seconds) -> Result<(), Fault> {
        nothing()
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        NOW
    }
}

impl Random for World {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        bytes.fill(1);
        Ok(())
    }
}

impl Fetch for World {
    async fn get(&self, _target: &Target, _limit: ByteCount) -> Result<Fetched, Fault> {
        nothing()
    }
}

impl Throttle for World {
    async fn count(&self, _limit: Limit, _key: &str) -> Result<Admission, Fault> {
        Ok(Admission::Admitted)
    }

    fn locked_out_until(&self, _key: &str) -> Option<Timestamp> {
        None
    }

    fn lock_out(&self, _key: &str, _until: Timestamp) {}
}

impl Sign for World {
    async fn make_key(&self, _algorithm: &SigningAlgorithm, _kid: &str, _seal: &Seal) -> Result<NewKey, Fault> {
        nothing()
    }

    /// As many bytes as a signature of ES256 has: signing is for the platform.
    async fn sign(&self, _key: &SigningKey, _seal: &Seal, _message: &[u8]) -> Result<Vec<u8>, Fault> {
        Ok(vec![1; 64])
    }
}

impl Verify for World {
    async fn verify(&self, _: &PublicKey, _: &SigningAlgorithm, _: &[u8], _: &[u8]) -> Result<bool, Fault> {
        nothing()
    }
}

impl Store for World {
    async fn find(&self, _: &ClientId, _: Option<&RegisteredClient>, _: ClientReads) -> Result<Known, Fault> {
        Ok(Known { found: Found::Nothing, epoch: None, last_used_at: None, forgotten: None })
    }

    async fn note_use(&self, _client: &RegisteredClient, _at: Timestamp) -> Result<(), Fault> {
        Ok(())
    }

    async fn signing_keys(&self) -> Result<Vec<SigningKey>, Fault> {
        Ok(vec![self.key.clone()])
    }

    async fn insert(
        &self,
        _client: &RegisteredClient,
        _spends: &[&InitialAccessToken],
        _idle_since: Option<Timestamp>,
    ) -> Result<Inserted, Fault> {
        nothing()
    }

    async fn initial_access_token(&self, _digest: &TokenDigest) -> Result<Option<InitialAccessToken>, Fault> {
        nothing()
    }

    async fn use_tokens(&self, _tokens: &[&InitialAccessToken], _at: Timestamp) -> Result<Spent, Fault> {
        nothing()
    }

    async fn forget_uses(&self, _before: Timestamp) -> Result<Forgotten, Fault> {
        nothing()
    }

    async fn replace(&self, _change: &Change<'_>, _spends: &[&InitialAccessToken]) -> Result<Replaced, Fault> {
        nothing()
    }

    async fn delete(&self, _basis: &ChangeBasis<'_>) -> Result<Deleted, Fault> {
        nothing()
    }

    async fn spend(&self, _once: &str, _until: Timestamp) -> Result<Spent, Fault> {
        nothing()
    }

    async fn is_spent(&self, _once: &str) -> Result<bool, Fault> {
        nothing()
    }

    async fn forget_unused(&self, _kind: UnusedRetention, _issued_at: Timestamp) -> Result<Forgotten, Fault> {
        nothing()
    }

    async fn evict(&self, _limit: u32, _at: Timestamp) -> Result<Forgotten, Fault> {
        nothing()
    }

    async fn forget_tokens(&self, _before: Timestamp) -> Result<Forgotten, Fault> {
        nothing()
    }

    async fn forget_spent(&self, _until: Timestamp) -> Result<Forgotten, Fault> {
        nothing()
    }

    async fn statement_issuer(&self, _name: &str) -> Result<Option<Map<String, Value>>, Fault> {
        nothing()
    }

    async fn add_signing_key(&self, _key: &SigningKey, _unless: Unless) -> Result<(), Fault> {
        nothing()
    }

    async fn remove_signing_key(&self, _kid: &str) -> Result<(), Fault> {
        nothing()
    }

    async fn forget(&self, _before: Timestamp) -> Result<Forgotten, Fault> {
        nothing()
    }
}
