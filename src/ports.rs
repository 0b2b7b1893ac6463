//! What the core needs of the world outside. The edge implements it on the platform, the tests in memory.

// The platform runs one thread: no future of these is ever sent to another.
#![allow(async_fn_in_trait)]

use serde_json::{Map, Value};

use crate::client_metadata::{PublicKey, SigningAlgorithm};
use crate::error::Fault;
use crate::http::{Body, Status};
use crate::model::{
    Change, ChangeBasis, ClientId, InitialAccessToken, NewKey, RegisteredClient, Seal, SigningKey, TokenDigest,
    UnusedRetention,
};
use crate::policy::{ClientReads, Target};
use crate::unit::{ByteCount, Seconds, Timestamp};

/// Everything at once, for the router.
pub trait Ports: Cache + Clock + Fetch + Random + Sign + Store + Throttle + Verify {}

impl<T: Cache + Clock + Fetch + Random + Sign + Store + Throttle + Verify> Ports for T {}

/// Keeps texts near where they are needed; it may lose them at any time, or find an older one.
pub trait Cache {
    /// The text of a key.
    async fn recall(&self, key: &str) -> Result<Option<String>, Fault>;

    /// Puts a text under a key of at most 512 bytes, to be found for so long, a minute at least.
    async fn keep(&self, key: &str, text: &str, life: Seconds) -> Result<(), Fault>;
}

/// What time it is.
pub trait Clock {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Gets what is at an address that the guard has let pass.
pub trait Fetch {
    /// One GET without credentials and cookies, following no redirection, ended after a few seconds; the body is read up to
    /// the limit, after it was unpacked.
    async fn get(&self, target: &Target, limit: ByteCount) -> Result<Fetched, Fault>;
}

/// What was at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The status code.
    pub status: Status,
    /// The content type as sent, empty if absent.
    pub content_type: String,
    /// The body.
    pub body: Body,
}

/// Bytes that nobody can guess.
pub trait Random {
    /// Fills the bytes; a fault leaves them worthless.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault>;
}

/// Clients that are remembered. What one call has stored, the next call anywhere finds, unless it wants no more than a copy.
pub trait Store {
    /// Stores a new client, and uses each of its tokens once, all or nothing. A token that an issuer has signed becomes known
    /// by that, with the uses it has. A client that must be the only one takes the place of one that is refused anyway: by an
    /// epoch, or as it was not used since `idle_since`.
    async fn insert(
        &self,
        client: &RegisteredClient,
        spends: &[&InitialAccessToken],
        idle_since: Option<Timestamp>,
    ) -> Result<Inserted, Fault>;

    /// What is known of an initial access token.
    async fn initial_access_token(&self, digest: &TokenDigest) -> Result<Option<InitialAccessToken>, Fault>;

    /// Uses tokens once for a client that is not stored, all or none. A token that an issuer has signed becomes known by
    /// that, with the uses it has.
    async fn use_tokens(&self, tokens: &[&InitialAccessToken], at: Timestamp) -> Result<Spent, Fault>;

    /// What is stored of a client, and since when those like it are refused who registered before. What a sealed one says of
    /// itself is asked with it.
    async fn find(&self, id: &ClientId, sealed: Option<&RegisteredClient>, reads: ClientReads) -> Result<Known, Fault>;

    /// Notes that a client is used now.
    async fn note_use(&self, client: &RegisteredClient, at: Timestamp) -> Result<(), Fault>;

    /// Forgets some of the uses that were noted before this time; none only when there are none left. The use of a sealed
    /// client that was changed stays as long as its row.
    async fn forget_uses(&self, before: Timestamp) -> Result<Forgotten, Fault>;

    /// Stores a change on top of what is stored by now, and uses each of these tokens once, all or nothing. Of the first
    /// revision of a sealed client nothing is stored.
    async fn replace(&self, change: &Change<'_>, spends: &[&InitialAccessToken]) -> Result<Replaced, Fault>;

    /// Deletes a client: its metadata at once, and its identifier is never given out again, nor accepted where it is sealed.
    async fn delete(&self, basis: &ChangeBasis<'_>) -> Result<Deleted, Fault>;

    /// Uses up something that can be used once, and remembers it at least until then.
    async fn spend(&self, once: &str, until: Timestamp) -> Result<Spent, Fault>;

    /// Whether something was used up, as far as it is remembered.
    async fn is_spent(&self, once: &str) -> Result<bool, Fault>;

    /// Forgets some of the clients of a kind that were issued at this time or before and never used, sealed ones that were
    /// deleted among them; none only when there are none left. The newest sealed one of them is remembered by its time.
    async fn forget_unused(&self, kind: UnusedRetention, issued_at: Timestamp) -> Result<Forgotten, Fault>;

    /// Forgets some of the clients that nobody vouches for and that were never used, where there are more than the limit: the
    /// oldest first of those that pass soonest. Sealed ones are deleted. None only when there are not too many.
    async fn evict(&self, limit: u32, at: Timestamp) -> Result<Forgotten, Fault>;

    /// Forgets some of the initial access tokens that expired before this time; none only when there are none left.
    async fn forget_tokens(&self, before: Timestamp) -> Result<Forgotten, Fault>;

    /// Forgets some of what could be used once until this time at the latest; none only when there is none left.
    async fn forget_spent(&self, until: Timestamp) -> Result<Forgotten, Fault>;

    /// What the operator has stored of an issuer of software statements, as the setting of those would have it.
    async fn statement_issuer(&self, name: &str) -> Result<Option<Map<String, Value>>, Fault>;

    /// Every key that this server signs or has signed with. Keys that are so still, as a client was asked for, need not be
    /// asked for.
    async fn signing_keys(&self) -> Result<Vec<SigningKey>, Fault>;

    /// Stores a key, unless there is one that makes it needless.
    async fn add_signing_key(&self, key: &SigningKey, unless: Unless) -> Result<(), Fault>;

    /// Deletes a key that is of no use to anybody any more.
    async fn remove_signing_key(&self, kid: &str) -> Result<(), Fault>;

    /// Forgets some of the clients that were deleted before this time, but none that are sealed, which would be back; none
    /// only when there are none left.
    async fn forget(&self, before: Timestamp) -> Result<Forgotten, Fault>;
}

/// What the store knows of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What is stored of it.
    pub found: Found,
    /// Who registered before this is refused.
    pub epoch: Option<Timestamp>,
    /// When it was last used, as far as that was noted.
    pub last_used_at: Option<Timestamp>,
    /// When the newest sealed client was issued of those that were forgotten because they were never used.
    pub forgotten: Option<Timestamp>,
}

/// What is stored of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// All of it.
    Client(Box<RegisteredClient>),
    /// That it was deleted.
    Deleted,
    /// Nothing.
    Nothing,
}

/// What came of storing a new client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// There is another client where there may be only one; nothing is stored.
    Duplicate,
    /// It is stored.
    New,
    /// One of its tokens has been used up meanwhile; nothing is stored.
    SpentUp,
    /// Its identifier belongs to another one; nothing is stored.
    Taken,
}

/// The outcome of changing a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// The client, as it is stored by now.
    Done(Box<RegisteredClient>),
    /// There is another client where there may be only one; nothing is stored.
    Duplicate,
    /// The client is gone, or another one than the change fits, or a token has been used up meanwhile; nothing is stored.
    Outrun,
}

/// The outcome of deleting a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// The client is deleted.
    Done,
    /// The client is gone already, or another one than was to be deleted; nothing is changed.
    Outrun,
}

/// What makes a new signing key needless: another one of its algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unless {
    /// That begins after this time.
    After(Timestamp),
    /// That is encrypted under the same key of the master secret.
    SealedAlike,
}

/// What came of using something up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// It had been used before.
    Again,
    /// It had not.
    First,
}

/// How many were forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forgotten(pub u64);

/// Counts events against limits, and remembers who is locked out. The core decides what is counted, and what follows.
pub trait Throttle {
    /// Counts one more event of this key, and says whether it is within the limit.
    async fn count(&self, limit: Limit, key: &str) -> Result<Admission, Fault>;

    /// Returns the end of the lock-out that this isolate has noted for a key.
    fn locked_out_until(&self, key: &str) -> Option<Timestamp>;

    /// Notes a lock-out for this isolate. Old ones may be forgotten for new ones.
    fn lock_out(&self, key: &str, until: Timestamp);
}

/// A limit that the operator sets per minute and location. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// Assertions that the clients of one network use up.
    Assertion,
    /// Assertions that one client uses up from one network.
    ClientAssertion,
    /// Failed proofs of one client from one network.
    Failure,
    /// Documents that are fetched from one host, or from one address that the operator has named.
    Fetch,
    /// Requests to other servers that one network causes.
    Outbound,
    /// Writes from one network.
    Registration,
    /// Rows that one network has stored for clients that nobody vouches for.
    Storage,
    /// First uses of such clients from one network.
    Use,
}

impl Limit {
    /// Its name in `wrangler.toml`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assertion => "ASSERTION_LIMIT",
            Self::ClientAssertion => "CLIENT_ASSERTION_LIMIT",
            Self::Failure => "FAILURE_LIMIT",
            Self::Fetch => "FETCH_LIMIT",
            Self::Outbound => "OUTBOUND_LIMIT",
            Self::Registration => "REGISTRATION_LIMIT",
            Self::Storage => "STORAGE_LIMIT",
            Self::Use => "USE_LIMIT",
        }
    }
}

/// Makes keys that never leave it but encrypted, and signs with them.
pub trait Sign {
    /// A new key of a name, whose private half is encrypted under a seal.
    async fn make_key(&self, algorithm: &SigningAlgorithm, kid: &str, seal: &Seal) -> Result<NewKey, Fault>;

    /// The signature of a message; a fault if the key was not encrypted under this seal and this name.
    async fn sign(&self, key: &SigningKey, seal: &Seal, message: &[u8]) -> Result<Vec<u8>, Fault>;
}

/// Verifies the signatures of key pairs.
pub trait Verify {
    /// Whether a signature of a message was made with the private half of a key, which is one for the algorithm.
    async fn verify(
        &self,
        key: &PublicKey,
        algorithm: &SigningAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Fault>;
}

/// What the throttle says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Go on.
    Admitted,
    /// Too many of late.
    Refused,
}
