//! Every port in memory, each with a knob that breaks it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use enrol::client_metadata::{PublicKey, SigningAlgorithm};
use enrol::error::Fault;
use enrol::http::{Body, Status};
use enrol::model::{
    Change, ChangeBasis, ClientId, InitialAccessToken, NewKey, Origin, RegisteredClient, Revision, Seal, SigningKey,
    TokenDigest, UnusedRetention,
};
use enrol::policy::{Bounds, ClientReads, Target};
use enrol::ports::{
    Admission, Cache, Clock, Deleted, Fetch, Fetched, Forgotten, Found, Inserted, Known, Limit, Random, Replaced, Sign,
    Spent, Store, Throttle, Unless, Verify,
};
use enrol::route::Server;
use enrol::signing;
use enrol::unit::{ByteCount, Seconds, Timestamp};

use serde_json::{Map, Value};

use super::{give_way, run, signatures};

/// Two keys of 32 bytes for a master secret.
pub const KEYS: [&str; 2] =
    ["k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "k2:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8"];

/// What is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    AssertionThrottle,
    Cache,
    Fetch,
    FetchThrottle,
    NewKeys,
    NoteOfUse,
    Nothing,
    OutboundThrottle,
    Random,
    RepeatingRandom,
    Sign,
    StorageThrottle,
    Store,
    Throttle,
    UseThrottle,
    Verify,
}

#[derive(Clone, Copy)]
struct Tombstone {
    issued_at: Timestamp,
    deleted_at: Timestamp,
    unused: Option<UnusedRetention>,
}

pub struct World {
    pub server: Server,
    pub broken: Cell<Break>,
    pub now: Cell<Timestamp>,
    /// How many more registrations the throttle admits.
    pub admissions: Cell<u32>,
    /// How many more rows of strangers the throttle admits.
    pub storage_admissions: Cell<u32>,
    /// How many more first uses of strangers' clients the throttle admits.
    pub use_admissions: Cell<u32>,
    /// How many more assertions the throttle admits: from one network, and of one client.
    pub assertion_admissions: Cell<u32>,
    pub client_assertion_admissions: Cell<u32>,
    /// How many more requests to others the throttle admits.
    pub outbound_admissions: Cell<u32>,
    /// The events that the throttle counted, in order.
    counted: RefCell<Vec<(Limit, String)>>,
    /// How many changes of others come between a read and the change that follows it.
    pub rivals: Cell<u32>,
    /// What others make of a client after the next look at it.
    pub rival: RefCell<Option<RegisteredClient>>,
    /// After how many more looks at a token that can be used up others use up the one that was looked at; 0 for never.
    pub token_rivals: Cell<u32>,
    /// Where clients were read, in order.
    pub reads: RefCell<Vec<ClientReads>>,
    /// How often the store was asked anything.
    pub store_calls: Cell<u32>,
    /// Whether a request lets others go on before it asks the store.
    pub takes_turns: Cell<bool>,
    /// How many more failed proofs of a client there may be from a network.
    pub failures: Cell<u32>,
    /// The ends of lock-outs, by key.
    locked_out: RefCell<BTreeMap<String, Timestamp>>,
    /// What is at the addresses of others.
    pub documents: RefCell<BTreeMap<String, Fetched>>,
    /// What was fetched, in order.
    pub fetches: RefCell<Vec<String>>,
    /// How many more documents the throttle admits.
    pub fetch_admissions: Cell<u32>,
    /// What the cache has, each until when.
    pub cache: RefCell<BTreeMap<String, (String, Timestamp)>>,
    pub clients: RefCell<BTreeMap<ClientId, RegisteredClient>>,
    tombstones: RefCell<BTreeMap<ClientId, Tombstone>>,
    /// When the newest sealed client was issued of those that were forgotten.
    forgotten: Cell<Option<Timestamp>>,
    /// How often a signature was verified.
    pub verifications: Cell<u32>,
    /// What stored clients said they were when they registered.
    software: RefCell<BTreeMap<ClientId, String>>,
    /// Who was used, each when last.
    pub uses: RefCell<BTreeMap<ClientId, Timestamp>>,
    /// Who registered before is refused, by kind.
    pub epochs: RefCell<BTreeMap<String, Timestamp>>,
    /// What was used up, each until when it is remembered.
    pub spent: RefCell<BTreeMap<String, Timestamp>>,
    /// What the server signs with.
    pub signing_keys: RefCell<Vec<SigningKey>>,
    /// What operators have stored of issuers of software statements.
    pub statement_issuers: RefCell<BTreeMap<String, Map<String, Value>>>,
    /// What operators have given out.
    pub initial_access_tokens: RefCell<Vec<InitialAccessToken>>,
    held_keys: RefCell<Option<Vec<SigningKey>>>,
    knows_keys: Cell<bool>,
    /// How often randomness was asked for, which is every byte of it.
    pub random_calls: Cell<u8>,
    made_keys: Cell<usize>,
}

impl World {
    /// An open server at `https://as.example`.
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// The same with other settings.
    pub fn with(settings: &[(&str, &str)]) -> Self {
        Self {
            server: Self::server(settings),
            broken: Cell::new(Break::Nothing),
            now: Cell::new(Timestamp(1_800_000_000)),
            admissions: Cell::new(u32::MAX),
            storage_admissions: Cell::new(u32::MAX),
            use_admissions: Cell::new(u32::MAX),
            assertion_admissions: Cell::new(u32::MAX),
            client_assertion_admissions: Cell::new(u32::MAX),
            outbound_admissions: Cell::new(u32::MAX),
            counted: RefCell::default(),
            rivals: Cell::new(0),
            rival: RefCell::new(None),
            token_rivals: Cell::new(0),
            reads: RefCell::default(),
            store_calls: Cell::new(0),
            takes_turns: Cell::new(false),
            failures: Cell::new(u32::MAX),
            locked_out: RefCell::default(),
            documents: RefCell::default(),
            fetches: RefCell::default(),
            fetch_admissions: Cell::new(u32::MAX),
            cache: RefCell::default(),
            clients: RefCell::default(),
            tombstones: RefCell::default(),
            forgotten: Cell::new(None),
            verifications: Cell::new(0),
            software: RefCell::default(),
            uses: RefCell::default(),
            epochs: RefCell::default(),
            spent: RefCell::default(),
            signing_keys: RefCell::default(),
            statement_issuers: RefCell::default(),
            initial_access_tokens: RefCell::default(),
            held_keys: RefCell::default(),
            knows_keys: Cell::new(false),
            random_calls: Cell::new(0),
            made_keys: Cell::new(0),
        }
    }

    /// The same world after a restart with other settings: what was stored is still there.
    pub fn restarted(self, settings: &[(&str, &str)]) -> Self {
        Self { server: Self::server(settings), ..self }
    }

    fn server(settings: &[(&str, &str)]) -> Server {
        let base = [
            ("ISSUER", "https://as.example"),
            ("MASTER_SECRET", KEYS[0]),
            ("REGISTRATION_MODE", "open"),
            // Where clients are sealed there is little to be seen in the store: tests of that say so.
            ("CLIENT_STORAGE", "stored"),
        ];
        let all: Vec<_> = settings.iter().chain(&base).collect();
        let setting = |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Server::start(setting).expect("a configuration")
    }

    /// Lets time pass.
    pub fn wait(&self, span: Seconds) {
        self.now.set(self.now.get().after(span));
    }

    /// Every stored client.
    pub fn clients(&self) -> Vec<RegisteredClient> {
        self.clients.borrow().values().cloned().collect()
    }

    /// Gives out an initial access token with these bounds, for a long time.
    pub fn give(&self, token: &str, uses_left: u32, bounds: &Value) {
        self.initial_access_tokens.borrow_mut().push(InitialAccessToken {
            digest: TokenDigest::of(token).unwrap(),
            uses_left,
            expires_at: Timestamp(1_900_000_000),
            bounds: Bounds::restore(bounds.as_object().unwrap().clone()).unwrap(),
            origin: Origin::Operator,
        });
    }

    /// Stores a client in place of what is there.
    pub fn put(&self, client: RegisteredClient) {
        self.clients.borrow_mut().insert(client.id.clone(), client);
    }

    /// Puts a JSON document at an address of others.
    pub fn publish(&self, address: &str, document: &str) {
        self.publish_as(address, 200, "application/json", document);
    }

    /// Puts anything there.
    pub fn publish_as(&self, address: &str, status: u16, content_type: &str, body: &str) {
        let body = Body::Complete(body.as_bytes().to_vec());
        let fetched = Fetched { status: Status(status), content_type: content_type.to_owned(), body };
        self.documents.borrow_mut().insert(address.to_owned(), fetched);
    }

    /// Gives a name its addresses.
    pub fn resolve(&self, name: &str, ipv4: &str, ipv6: &str) {
        for (record, number, address) in [("A", 1, ipv4), ("AAAA", 28, ipv6)] {
            let answer =
                if address.is_empty() { String::new() } else { format!(r#"{{"type":{number},"data":"{address}"}}"#) };
            let query = format!("https://cloudflare-dns.com/dns-query?name={name}&type={record}");
            self.publish_as(&query, 200, "application/dns-json", &format!(r#"{{"Status":0,"Answer":[{answer}]}}"#));
        }
    }

    /// The keys of the events that were counted against a limit, in order.
    pub fn counted(&self, limit: Limit) -> Vec<String> {
        self.counted.borrow().iter().filter(|(of, _)| *of == limit).map(|(_, key)| key.clone()).collect()
    }

    /// How many deleted clients are remembered.
    pub fn tombstones(&self) -> usize {
        self.tombstones.borrow().len()
    }

    /// The client that a change is stored on top of: of a sealed one that was never changed nothing is there yet.
    fn beneath(&self, basis: &ChangeBasis<'_>) -> Option<RegisteredClient> {
        let id = &basis.client.id;
        let stored = self.clients.borrow().get(id).cloned();
        if !id.is_sealed() || basis.client.revision != Revision(0) {
            return stored;
        }
        let is_untouched = stored.is_none() && !self.tombstones.borrow().contains_key(id);
        is_untouched.then(|| basis.client.clone())
    }

    /// Whether there is another client where there may be only one.
    fn has_double(&self, client: &RegisteredClient, idle_since: Option<Timestamp>) -> bool {
        let unique = |client: &RegisteredClient| client.bounds.as_ref()?.lists().get("unique").cloned();
        let clients = self.clients.borrow();
        let epoch = |name: Option<&str>| Some(*self.epochs.borrow().get(&format!("statement_issuer {}", name?))?);
        let is_idle = |other: &RegisteredClient| {
            let last = self.uses.borrow().get(&other.id).copied().unwrap_or(other.issued_at);
            idle_since.is_some_and(|since| last.max(other.credentials.secret_since) <= since)
        };
        let is_refused = |other: &RegisteredClient| {
            is_idle(other) || epoch(other.statement_issuer()).is_some_and(|it| other.issued_at < it)
        };
        let mut others = clients.values().filter(|other| other.id != client.id && !is_refused(other));
        unique(client).is_some_and(|one| others.any(|other| unique(other).as_ref() == Some(&one)))
    }

    /// Whether every token had a use left, which it has no more.
    fn take_uses(&self, tokens: &[&InitialAccessToken], at: Timestamp) -> bool {
        let mut known = self.initial_access_tokens.borrow_mut();
        for token in tokens.iter().filter(|token| matches!(token.origin, Origin::Issuer { .. })) {
            if known.iter().all(|known| known.digest != token.digest) {
                known.push((*token).clone());
            }
        }
        let is_wanted = |known: &&mut InitialAccessToken| tokens.iter().any(|token| token.digest == known.digest);
        let is_usable = |known: &&mut InitialAccessToken| known.uses_left > 0 && at < known.expires_at;
        let mut usable: Vec<_> = known.iter_mut().filter(is_wanted).filter(is_usable).collect();
        let are_all = usable.len() == tokens.len();
        usable.iter_mut().filter(|_| are_all).for_each(|known| known.uses_left -= 1);
        are_all
    }

    fn bury(&self, client: &RegisteredClient, at: Timestamp) {
        let was_capped = client.unused.is_some_and(UnusedRetention::is_capped);
        let unused = if client.id.is_sealed() {
            Some(UnusedRetention::Normal)
        } else {
            Some(UnusedRetention::OneDay).filter(|_| was_capped)
        };
        let tombstone = Tombstone { issued_at: client.issued_at, deleted_at: at, unused };
        self.tombstones.borrow_mut().insert(client.id.clone(), tombstone);
    }

    async fn use_store(&self) -> Result<(), Fault> {
        if self.takes_turns.get() {
            give_way().await;
        }
        self.store_calls.set(self.store_calls.get() + 1);
        match self.broken.get() {
            Break::Store => Err(Fault::Unavailable("D1_ERROR: no such table: clients".to_owned())),
            _ => Ok(()),
        }
    }
}

impl Cache for World {
    async fn recall(&self, key: &str) -> Result<Option<String>, Fault> {
        if self.broken.get() == Break::Cache {
            return Err(Fault::Unavailable("KV GET failed".to_owned()));
        }
        let kept = self.cache.borrow().get(key).cloned();
        Ok(kept.filter(|(_, until)| self.now.get() < *until).map(|(text, _)| text))
    }

    async fn keep(&self, key: &str, text: &str, life: Seconds) -> Result<(), Fault> {
        if self.broken.get() == Break::Cache || key.len() > 512 || life < Seconds(60) {
            return Err(Fault::Unavailable("KV PUT failed".to_owned()));
        }
        self.cache.borrow_mut().insert(key.to_owned(), (text.to_owned(), self.now.get().after(life)));
        Ok(())
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        self.now.get()
    }
}

impl Random for World {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        match self.broken.get() {
            Break::Random => return Err(Fault::Unavailable("no entropy".to_owned())),
            Break::RepeatingRandom => {}
            _ => self.random_calls.set(self.random_calls.get().wrapping_add(1)),
        }
        bytes.fill(self.random_calls.get());
        Ok(())
    }
}

impl Fetch for World {
    async fn get(&self, target: &Target, limit: ByteCount) -> Result<Fetched, Fault> {
        self.fetches.borrow_mut().push(target.as_str().to_owned());
        let found = self.documents.borrow().get(target.as_str()).cloned();
        match (self.broken.get(), found) {
            (Break::Fetch, _) | (_, None) => Err(Fault::Unavailable("timed out".to_owned())),
            (_, Some(Fetched { body: Body::Complete(body), .. })) if body.len() > limit.0 => {
                Ok(Fetched { status: Status(200), content_type: String::new(), body: Body::TooLarge })
            }
            (_, Some(found)) => Ok(found),
        }
    }
}

impl Throttle for World {
    async fn count(&self, limit: Limit, key: &str) -> Result<Admission, Fault> {
        self.counted.borrow_mut().push((limit, key.to_owned()));
        let (admissions, breaks_with) = match limit {
            Limit::Assertion => (&self.assertion_admissions, Break::AssertionThrottle),
            Limit::ClientAssertion => (&self.client_assertion_admissions, Break::AssertionThrottle),
            Limit::Failure => (&self.failures, Break::Throttle),
            Limit::Fetch => (&self.fetch_admissions, Break::FetchThrottle),
            Limit::Outbound => (&self.outbound_admissions, Break::OutboundThrottle),
            Limit::Registration => (&self.admissions, Break::Throttle),
            Limit::Storage => (&self.storage_admissions, Break::StorageThrottle),
            Limit::Use => (&self.use_admissions, Break::UseThrottle),
        };
        if [Break::Throttle, breaks_with].contains(&self.broken.get()) {
            return Err(Fault::Unavailable(format!("no binding {}", limit.name())));
        }
        match admissions.get().checked_sub(1) {
            Some(left) => {
                admissions.set(left);
                Ok(Admission::Admitted)
            }
            None => Ok(Admission::Refused),
        }
    }

    fn locked_out_until(&self, key: &str) -> Option<Timestamp> {
        self.locked_out.borrow().get(key).copied()
    }

    fn lock_out(&self, key: &str, until: Timestamp) {
        self.locked_out.borrow_mut().insert(key.to_owned(), until);
    }
}

impl Sign for World {
    async fn make_key(&self, algorithm: &SigningAlgorithm, kid: &str, seal: &Seal) -> Result<NewKey, Fault> {
        if self.broken.get() == Break::Sign {
            return Err(Fault::Unavailable("no subtle crypto".to_owned()));
        }
        self.made_keys.set(self.made_keys.get() + 1);
        Ok(signatures::make_key(algorithm, kid, seal, self.made_keys.get()))
    }

    async fn sign(&self, key: &SigningKey, seal: &Seal, message: &[u8]) -> Result<Vec<u8>, Fault> {
        match self.broken.get() {
            Break::Sign => Err(Fault::Unavailable("no subtle crypto".to_owned())),
            _ => signatures::sign(key, seal, message).ok_or_else(|| Fault::Broken("a sealed key is spoilt".to_owned())),
        }
    }
}

impl Verify for World {
    async fn verify(
        &self,
        key: &PublicKey,
        algorithm: &SigningAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Fault> {
        self.verifications.set(self.verifications.get() + 1);
        match self.broken.get() {
            Break::Verify => Err(Fault::Unavailable("no subtle crypto".to_owned())),
            _ => Ok(signatures::is_signature(key, algorithm, message, signature)),
        }
    }
}

impl Store for World {
    async fn insert(
        &self,
        client: &RegisteredClient,
        spends: &[&InitialAccessToken],
        idle_since: Option<Timestamp>,
    ) -> Result<Inserted, Fault> {
        self.use_store().await?;
        if self.clients.borrow().contains_key(&client.id) || self.tombstones.borrow().contains_key(&client.id) {
            return Ok(Inserted::Taken);
        }
        if self.has_double(client, idle_since) {
            return Ok(Inserted::Duplicate);
        }
        if !self.take_uses(spends, client.issued_at) {
            return Ok(Inserted::SpentUp);
        }
        self.clients.borrow_mut().insert(client.id.clone(), client.clone());
        self.software.borrow_mut().extend(client.software_id().map(|name| (client.id.clone(), name.to_owned())));
        Ok(Inserted::New)
    }

    async fn initial_access_token(&self, digest: &TokenDigest) -> Result<Option<InitialAccessToken>, Fault> {
        self.use_store().await?;
        let found = self.initial_access_tokens.borrow().iter().find(|token| token.digest == *digest).cloned();
        let looks = self.token_rivals.get();
        self.token_rivals.set(looks.saturating_sub(1));
        if looks == 1 {
            let mut known = self.initial_access_tokens.borrow_mut();
            known.iter_mut().filter(|token| token.digest == *digest).for_each(|token| token.uses_left = 0);
        }
        Ok(found)
    }

    async fn use_tokens(&self, tokens: &[&InitialAccessToken], at: Timestamp) -> Result<Spent, Fault> {
        self.use_store().await?;
        Ok(if self.take_uses(tokens, at) { Spent::First } else { Spent::Again })
    }

    async fn find(&self, id: &ClientId, sealed: Option<&RegisteredClient>, reads: ClientReads) -> Result<Known, Fault> {
        self.use_store().await?;
        self.reads.borrow_mut().push(reads);
        self.knows_keys.set(true);
        let found = match self.clients.borrow().get(id) {
            Some(client) => Found::Client(Box::new(client.clone())),
            None if self.tombstones.borrow().contains_key(id) => Found::Deleted,
            None => Found::Nothing,
        };
        if let Some(rival) = self.rival.borrow_mut().take_if(|rival| rival.id == *id) {
            self.clients.borrow_mut().insert(id.clone(), rival);
        }
        if let Some(left) = self.rivals.get().checked_sub(1) {
            self.rivals.set(left);
            self.clients.borrow_mut().entry(id.clone()).and_modify(|client| client.revision.0 += 1);
        }
        let stored = match &found {
            Found::Client(client) => Some(&**client),
            _ => None,
        };
        let both = || sealed.into_iter().chain(stored);
        let software = both().filter_map(RegisteredClient::software_id).map(|name| format!("software_id {name}"));
        let first = self.software.borrow().get(id).map(|name| format!("software_id {name}"));
        let template = both().filter_map(RegisteredClient::template_name).map(|name| format!("template {name}"));
        let issuer =
            both().filter_map(RegisteredClient::statement_issuer).map(|name| format!("statement_issuer {name}"));
        let names = ["all".to_owned()].into_iter().chain(software).chain(first).chain(template).chain(issuer);
        let epoch = names.filter_map(|name| self.epochs.borrow().get(&name).copied()).max();
        let last_used_at = self.uses.borrow().get(id).copied();
        Ok(Known { found, epoch, last_used_at, forgotten: self.forgotten.get() })
    }

    async fn note_use(&self, client: &RegisteredClient, at: Timestamp) -> Result<(), Fault> {
        self.use_store().await?;
        if self.broken.get() == Break::NoteOfUse {
            return Err(Fault::Unavailable("D1_ERROR: database or disk is full".to_owned()));
        }
        let is_forgotten = self.forgotten.get().is_some_and(|newest| client.issued_at <= newest);
        let is_there =
            if client.id.is_sealed() { !is_forgotten } else { self.clients.borrow().contains_key(&client.id) };
        let is_deleted = self.tombstones.borrow().contains_key(&client.id);
        if !is_deleted && (is_there || self.uses.borrow().contains_key(&client.id)) {
            self.uses.borrow_mut().insert(client.id.clone(), at);
            if client.is_unused_by_its_row() {
                self.clients.borrow_mut().entry(client.id.clone()).and_modify(|stored| stored.unused = None);
            }
        }
        Ok(())
    }

    async fn forget_uses(&self, before: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let mut uses = self.uses.borrow_mut();
        let had = uses.len();
        let is_kept = |id: &ClientId| id.is_sealed() && self.clients.borrow().contains_key(id);
        uses.retain(|id, last| *last > before || is_kept(id));
        Ok(Forgotten(u64::try_from(had - uses.len()).unwrap()))
    }

    async fn replace(&self, change: &Change<'_>, spends: &[&InitialAccessToken]) -> Result<Replaced, Fault> {
        self.use_store().await?;
        let before = change.basis.client;
        let Some(client) = self.beneath(&change.basis).and_then(|beneath| change.applied_to(&beneath)) else {
            return Ok(Replaced::Outrun);
        };
        if self.has_double(&client, None) {
            return Ok(Replaced::Duplicate);
        }
        if !self.take_uses(spends, change.basis.at) {
            return Ok(Replaced::Outrun);
        }
        let is_first = client.id.is_sealed() && before.revision == Revision(0);
        let software = if is_first { before.software_id().map(str::to_owned) } else { change.software.clone() };
        self.software.borrow_mut().extend(software.map(|name| (client.id.clone(), name)));
        let unused = client.unused.filter(|_| !self.uses.borrow().contains_key(&client.id));
        let client = RegisteredClient { unused, ..client };
        self.clients.borrow_mut().insert(client.id.clone(), client.clone());
        Ok(Replaced::Done(Box::new(client)))
    }

    async fn delete(&self, basis: &ChangeBasis<'_>) -> Result<Deleted, Fault> {
        self.use_store().await?;
        if !self.beneath(basis).is_some_and(|beneath| basis.applies_to(&beneath)) {
            return Ok(Deleted::Outrun);
        }
        let client = self.clients.borrow_mut().remove(&basis.client.id);
        self.uses.borrow_mut().remove(&basis.client.id);
        self.bury(client.as_ref().unwrap_or(basis.client), basis.at);
        Ok(Deleted::Done)
    }

    async fn spend(&self, once: &str, until: Timestamp) -> Result<Spent, Fault> {
        self.use_store().await?;
        match self.spent.borrow_mut().entry(once.to_owned()) {
            Entry::Occupied(_) => Ok(Spent::Again),
            Entry::Vacant(place) => {
                place.insert(until);
                Ok(Spent::First)
            }
        }
    }

    async fn is_spent(&self, once: &str) -> Result<bool, Fault> {
        self.use_store().await?;
        Ok(self.spent.borrow().contains_key(once))
    }

    async fn forget_unused(&self, kind: UnusedRetention, issued_at: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let is_used = |id: &ClientId| self.uses.borrow().contains_key(id);
        let live = self.clients();
        let live = live.iter().filter(|client| client.unused == Some(kind)).map(|it| (it.id.clone(), it.issued_at));
        let tombstones = self.tombstones.borrow().clone();
        let deleted = tombstones.iter().filter(|(_, it)| it.unused == Some(kind));
        let deleted = deleted.map(|(id, it)| (id.clone(), it.issued_at));
        let Some((id, at)) = live.chain(deleted).find(|(id, at)| *at <= issued_at && !is_used(id)) else {
            return Ok(Forgotten(0));
        };
        if id.is_sealed() {
            self.forgotten.set(self.forgotten.get().max(Some(at)));
        }
        self.clients.borrow_mut().remove(&id);
        self.tombstones.borrow_mut().remove(&id);
        Ok(Forgotten(1))
    }

    async fn evict(&self, limit: u32, at: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let is_capped = |unused: Option<UnusedRetention>| unused.is_some_and(UnusedRetention::is_capped);
        let tombstones = self.tombstones.borrow().clone();
        let live = self.clients();
        let live = live.iter().map(|client| (client.unused, client.issued_at, &client.id));
        let deleted = tombstones.iter().map(|(id, it)| (it.unused, it.issued_at, id));
        let limited: Vec<_> = live.chain(deleted).filter(|(unused, ..)| is_capped(*unused)).collect();
        if limited.len() <= usize::try_from(limit).unwrap() {
            return Ok(Forgotten(0));
        }
        let (_, _, id) = limited.into_iter().min_by_key(|it| (std::cmp::Reverse(it.0), it.1)).unwrap();
        let client = self.clients.borrow_mut().remove(id);
        self.tombstones.borrow_mut().remove(id);
        client.iter().filter(|_| id.is_sealed()).for_each(|client| self.bury(client, at));
        Ok(Forgotten(1))
    }

    async fn forget_tokens(&self, before: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let mut tokens = self.initial_access_tokens.borrow_mut();
        let had = tokens.len();
        tokens.retain(|token| token.expires_at >= before);
        Ok(Forgotten(u64::try_from(had - tokens.len()).unwrap()))
    }

    async fn forget_spent(&self, until: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let mut spent = self.spent.borrow_mut();
        let old = spent.iter().find(|(_, last)| **last < until).map(|(once, _)| once.clone());
        Ok(Forgotten(old.and_then(|once| spent.remove(&once)).map_or(0, |_| 1)))
    }

    async fn remove_signing_key(&self, kid: &str) -> Result<(), Fault> {
        self.use_store().await?;
        self.signing_keys.borrow_mut().retain(|key| key.kid != kid);
        Ok(())
    }

    async fn signing_keys(&self) -> Result<Vec<SigningKey>, Fault> {
        let found = self.signing_keys.borrow().clone();
        // Whoever has asked for a client has learnt whether they are still those that are held.
        if !self.knows_keys.replace(false) || self.held_keys.borrow().as_ref() != Some(&found) {
            self.use_store().await?;
        }
        self.held_keys.replace(Some(found.clone()).filter(|keys| !keys.is_empty()));
        if let Some(left) = self.rivals.get().checked_sub(1) {
            self.rivals.set(left);
            run(signing::published(&self.server.config().keys, self)).unwrap();
        }
        Ok(found)
    }

    async fn statement_issuer(&self, name: &str) -> Result<Option<Map<String, Value>>, Fault> {
        self.use_store().await?;
        Ok(self.statement_issuers.borrow().get(name).cloned())
    }

    async fn add_signing_key(&self, key: &SigningKey, unless: Unless) -> Result<(), Fault> {
        self.use_store().await?;
        if self.broken.get() == Break::NewKeys {
            return Err(Fault::Unavailable("D1_ERROR: database or disk is full".to_owned()));
        }
        let mut keys = self.signing_keys.borrow_mut();
        let makes_needless = |other: &SigningKey| match unless {
            Unless::After(time) => other.begins_at > time,
            Unless::SealedAlike => other.sealed_with == key.sealed_with,
        };
        if !keys.iter().any(|other| other.algorithm == key.algorithm && makes_needless(other)) {
            keys.push(key.clone());
        }
        Ok(())
    }

    async fn forget(&self, before: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let mut tombstones = self.tombstones.borrow_mut();
        let is_old = |(id, it): &(&ClientId, &Tombstone)| !id.is_sealed() && it.deleted_at < before;
        let old = tombstones.iter().find(is_old).map(|(id, _)| id.clone());
        Ok(Forgotten(old.and_then(|id| tombstones.remove(&id)).map_or(0, |_| 1)))
    }
}
