//! Every port in memory: every signature is good, and every address but those of keys and of names has one document.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use enrol::client_metadata::{PublicKey, SigningAlgorithm};
use enrol::error::Fault;
use enrol::http::{Body, Status};
use enrol::json;
use enrol::model::{
    ChangeBasis, Change, ClientId, InitialAccessToken, NewKey, RegisteredClient, Revision, Seal, SigningKey, TokenDigest,
    UnusedRetention,
};
use enrol::policy::{Bounds, ClientReads, Target};
use enrol::ports::{
    Admission, Cache, Clock, Deleted, Fetch, Fetched, Forgotten, Found, Inserted, Known, Limit, Random, Replaced, Sign,
    Spent, Store, Throttle, Unless, Verify,
};
use enrol::rules::ValidatedClient;
use enrol::unit::{ByteCount, Seconds, Timestamp};
use serde_json::{Map, Value};

/// What time it always is.
pub const NOW: Timestamp = Timestamp(1_800_000_000);

/// Who signs software statements.
pub const DIRECTORY: &str = "https://directory.example";

/// Where its keys are.
pub const DIRECTORY_KEYS: &str = "https://directory.example/jwks";

const JWKS: &str = r#"{"keys":[{"kty":"EC","x":"AyNwvgmACud8iIUugxhYoCgQFsEVDDIjLYmgpVeoyQM",
    "y":"oZgLetsdpd-y0tB6CqEJd4hbjb9vFAJxc2jVYnCEFnE","crv":"P-256"}]}"#;

/// Where names are looked up, and an address that each of them has.
const RESOLVER: &str = "https://cloudflare-dns.com/";
const RESOLVED: &str = r#"{"Status":0,"Answer":[{"type":1,"data":"93.184.216.34"}]}"#;

/// What is there beside the servers.
#[derive(Default)]
pub struct World {
    /// What operators have stored of the directory.
    entry: Map<String, Value>,
    /// What is at every other address.
    document: Value,
    clients: RefCell<BTreeMap<ClientId, RegisteredClient>>,
    tokens: RefCell<Vec<InitialAccessToken>>,
    spent: RefCell<BTreeSet<String>>,
    random_calls: Cell<u8>,
}

/// What is read back of what was written as text.
fn through_text(members: &Map<String, Value>) -> Map<String, Value> {
    json::parse_trusted_object(&Value::Object(members.clone()).to_string()).expect("an object")
}

impl World {
    /// What operators have stored of the directory, and what is at every address but those of keys and of names.
    pub fn of(entry: Map<String, Value>, document: Value) -> Self {
        Self { entry, document, ..Self::default() }
    }

    /// How many clients are stored.
    pub fn stored(&self) -> usize {
        self.clients.borrow().len()
    }

    /// Stores a client as the database does, as text.
    fn put(&self, client: &RegisteredClient) {
        let bounds =
            client.bounds.as_ref().map(|bounds| Bounds::restore(through_text(bounds.lists())).expect("bounds"));
        let metadata = ValidatedClient::restore(through_text(client.metadata.members()));
        self.clients.borrow_mut().insert(client.id.clone(), RegisteredClient { metadata, bounds, ..client.clone() });
    }

    fn has_double(&self, client: &RegisteredClient) -> bool {
        let unique = |client: &RegisteredClient| client.bounds.as_ref()?.lists().get("unique").cloned();
        let clients = self.clients.borrow();
        let mut others = clients.values().filter(|other| other.id != client.id);
        unique(client).is_some_and(|one| others.any(|other| unique(other).as_ref() == Some(&one)))
    }

    /// Whether every token had a use left, which it has no more.
    fn take_uses(&self, tokens: &[&InitialAccessToken]) -> bool {
        let mut known = self.tokens.borrow_mut();
        for token in tokens {
            if known.iter().all(|known| known.digest != token.digest) {
                known.push((*token).clone());
            }
        }
        let is_wanted = |known: &&mut InitialAccessToken| tokens.iter().any(|token| token.digest == known.digest);
        let is_usable = |known: &&mut InitialAccessToken| known.uses_left > 0 && NOW < known.expires_at;
        let mut usable: Vec<_> = known.iter_mut().filter(is_wanted).filter(is_usable).collect();
        let are_all = usable.len() == tokens.len();
        usable.iter_mut().filter(|_| are_all).for_each(|known| known.uses_left -= 1);
        are_all
    }
}

impl Cache for World {
    async fn recall(&self, _key: &str) -> Result<Option<String>, Fault> {
        Ok(None)
    }

    async fn keep(&self, _key: &str, _text: &str, _life: Seconds) -> Result<(), Fault> {
        Ok(())
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        NOW
    }
}

impl Random for World {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        self.random_calls.set(self.random_calls.get().wrapping_add(1));
        bytes.fill(self.random_calls.get());
        Ok(())
    }
}

impl Fetch for World {
    async fn get(&self, target: &Target, _limit: ByteCount) -> Result<Fetched, Fault> {
        let body = match target.as_str() {
            DIRECTORY_KEYS => JWKS.to_owned(),
            name if name.starts_with(RESOLVER) => RESOLVED.to_owned(),
            _ => self.document.to_string(),
        };
        let content_type = "application/json".to_owned();
        Ok(Fetched { status: Status(200), content_type, body: Body::Complete(body.into_bytes()) })
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

/// Nothing is signed here.
impl Sign for World {
    async fn make_key(&self, _algorithm: &SigningAlgorithm, _kid: &str, _seal: &Seal) -> Result<NewKey, Fault> {
        Err(Fault::Unavailable("no keys".to_owned()))
    }

    async fn sign(&self, _key: &SigningKey, _seal: &Seal, _message: &[u8]) -> Result<Vec<u8>, Fault> {
        Err(Fault::Unavailable("no keys".to_owned()))
    }
}

impl Verify for World {
    async fn verify(
        &self,
        _key: &PublicKey,
        _algorithm: &SigningAlgorithm,
        _message: &[u8],
        _signature: &[u8],
    ) -> Result<bool, Fault> {
        Ok(true)
    }
}

impl Store for World {
    async fn insert(
        &self,
        client: &RegisteredClient,
        spends: &[&InitialAccessToken],
        _idle_since: Option<Timestamp>,
    ) -> Result<Inserted, Fault> {
        if self.clients.borrow().contains_key(&client.id) {
            return Ok(Inserted::Taken);
        }
        if self.has_double(client) {
            return Ok(Inserted::Duplicate);
        }
        if !self.take_uses(spends) {
            return Ok(Inserted::SpentUp);
        }
        self.put(client);
        Ok(Inserted::New)
    }

    async fn initial_access_token(&self, digest: &TokenDigest) -> Result<Option<InitialAccessToken>, Fault> {
        Ok(self.tokens.borrow().iter().find(|token| token.digest == *digest).cloned())
    }

    async fn use_tokens(&self, tokens: &[&InitialAccessToken], _at: Timestamp) -> Result<Spent, Fault> {
        Ok(if self.take_uses(tokens) { Spent::First } else { Spent::Again })
    }

    async fn find(&self, id: &ClientId, _: Option<&RegisteredClient>, _: ClientReads) -> Result<Known, Fault> {
        let found = self.clients.borrow().get(id).map_or(Found::Nothing, |it| Found::Client(Box::new(it.clone())));
        Ok(Known { found, epoch: None, last_used_at: None, forgotten: None })
    }

    async fn note_use(&self, _client: &RegisteredClient, _at: Timestamp) -> Result<(), Fault> {
        Ok(())
    }

    async fn forget_uses(&self, _before: Timestamp) -> Result<Forgotten, Fault> {
        Ok(Forgotten(0))
    }

    async fn replace(&self, change: &Change<'_>, spends: &[&InitialAccessToken]) -> Result<Replaced, Fault> {
        let before = change.basis.client;
        let stored = self.clients.borrow().get(&before.id).cloned();
        let is_first = before.id.is_sealed() && before.revision == Revision(0);
        let beneath = if is_first { Some(before.clone()).filter(|_| stored.is_none()) } else { stored };
        let Some(client) = beneath.and_then(|beneath| change.applied_to(&beneath)) else { return Ok(Replaced::Outrun) };
        if self.has_double(&client) {
            return Ok(Replaced::Duplicate);
        }
        if !self.take_uses(spends) {
            return Ok(Replaced::Outrun);
        }
        self.put(&client);
        Ok(Replaced::Done(Box::new(client)))
    }

    async fn delete(&self, _basis: &ChangeBasis<'_>) -> Result<Deleted, Fault> {
        Err(Fault::Unavailable("nothing is deleted".to_owned()))
    }

    async fn spend(&self, once: &str, _until: Timestamp) -> Result<Spent, Fault> {
        Ok(if self.spent.borrow_mut().insert(once.to_owned()) { Spent::First } else { Spent::Again })
    }

    async fn is_spent(&self, once: &str) -> Result<bool, Fault> {
        Ok(self.spent.borrow().contains(once))
    }

    async fn forget_unused(&self, _kind: UnusedRetention, _issued_at: Timestamp) -> Result<Forgotten, Fault> {
        Ok(Forgotten(0))
    }

    async fn evict(&self, _limit: u32, _at: Timestamp) -> Result<Forgotten, Fault> {
        Ok(Forgotten(0))
    }

    async fn forget_tokens(&self, _before: Timestamp) -> Result<Forgotten, Fault> {
        Ok(Forgotten(0))
    }

    async fn forget_spent(&self, _until: Timestamp) -> Result<Forgotten, Fault> {
        Ok(Forgotten(0))
    }

    async fn statement_issuer(&self, name: &str) -> Result<Option<Map<String, Value>>, Fault> {
        Ok((name == DIRECTORY).then(|| self.entry.clone()))
    }

    async fn signing_keys(&self) -> Result<Vec<SigningKey>, Fault> {
        Ok(Vec::new())
    }

    async fn add_signing_key(&self, _key: &SigningKey, _unless: Unless) -> Result<(), Fault> {
        Ok(())
    }

    async fn remove_signing_key(&self, _kid: &str) -> Result<(), Fault> {
        Ok(())
    }

    async fn forget(&self, _before: Timestamp) -> Result<Forgotten, Fault> {
        Ok(Forgotten(0))
    }
}
