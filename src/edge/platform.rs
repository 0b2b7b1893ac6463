//! The ports that need no more than a call: settings, time, randomness and the limit against floods.

use std::cell::{Cell, RefCell};

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};
use wasm_bindgen::JsValue;

use crate::client::ClientId;
use crate::document::Memory;
use crate::edge::{bindings, host};
use crate::error::Fault;
use crate::http::Peer;
use crate::ports::{Admission, Clock, Random, Throttle};
use crate::unit::{Seconds, Timestamp};

/// All ports, on the bindings of one request.
pub struct Platform {
    /// The bindings.
    pub env: JsValue,
    /// How many statements the database was given.
    pub statements: Cell<u32>,
    /// What tells the keys that sign from all that did so earlier, as the database had them in this request.
    pub keys_mark: RefCell<Option<String>>,
}

impl Platform {
    pub const fn new(env: JsValue) -> Self {
        Self { env, statements: Cell::new(0), keys_mark: RefCell::new(None) }
    }
}

/// The time by the platform's clock, since 1970.
pub fn milliseconds() -> u64 {
    // A clock before that, or after all times, stands at their ends.
    #[allow(clippy::as_conversions, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let milliseconds = host::now() as u64;
    milliseconds
}

impl Clock for Platform {
    fn now(&self) -> Timestamp {
        Timestamp(milliseconds() / 1000)
    }
}

impl Random for Platform {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        Ok(host::fill(bytes).map(drop)?)
    }
}

thread_local! {
    /// Who has failed too often of late, each until when.
    static BARRED: RefCell<Memory> = const { RefCell::new(Memory::new()) };
}

/// How long who has failed too often is refused.
const FAILURE_PERIOD: Seconds = Seconds(60);

/// Of fixed length, whatever a stranger calls itself.
fn prover(client: &str, peer: Peer) -> String {
    let digest = Sha256::new().chain_update(peer.network()).chain_update(" ").chain_update(client).finalize();
    Base64UrlUnpadded::encode_string(&digest)
}

impl Throttle for Platform {
    async fn admit(&self, peer: Peer) -> Result<Admission, Fault> {
        self.count("REGISTRATION_LIMIT", peer.network()).await
    }

    async fn admit_proof(&self, client: &str, peer: Peer) -> Result<Admission, Fault> {
        let until = BARRED.with_borrow(|barred| barred.recall(&prover(client, peer)).and_then(|it| it.parse().ok()));
        let is_barred = until.is_some_and(|until| self.now() < Timestamp(until));
        Ok(if is_barred { Admission::Refused } else { Admission::Admitted })
    }

    /// The platform tells nothing of a limit but to those who count against it, so that each isolate remembers who has
    /// reached it.
    async fn count_failure(&self, client: &str, peer: Peer) -> Result<Admission, Fault> {
        let prover = prover(client, peer);
        let admission = self.count("FAILURE_LIMIT", prover.clone()).await?;
        if admission == Admission::Refused {
            let Timestamp(until) = self.now().after(FAILURE_PERIOD);
            BARRED.with_borrow_mut(|barred| barred.keep(&prover, &until.to_string()));
        }
        Ok(admission)
    }

    async fn admit_storage(&self, peer: Peer) -> Result<Admission, Fault> {
        self.count("STORAGE_LIMIT", peer.network()).await
    }

    async fn admit_use(&self, peer: Peer) -> Result<Admission, Fault> {
        self.count("USE_LIMIT", peer.network()).await
    }

    async fn admit_assertion(&self, client: &ClientId, peer: Peer) -> Result<Admission, Fault> {
        match self.count("CLIENT_ASSERTION_LIMIT", prover(client.as_str(), peer)).await? {
            Admission::Admitted => self.count("ASSERTION_LIMIT", peer.network()).await,
            Admission::Refused => Ok(Admission::Refused),
        }
    }

    async fn admit_outbound(&self, peer: Peer) -> Result<Admission, Fault> {
        self.count("OUTBOUND_LIMIT", peer.network()).await
    }

    async fn admit_fetch(&self, host: &str) -> Result<Admission, Fault> {
        self.count("FETCH_LIMIT", host.to_owned()).await
    }
}

impl Platform {
    async fn count(&self, limit: &str, key: String) -> Result<Admission, Fault> {
        let is_within = bindings::is_within(&self.env, limit, &key).await?;
        Ok(if is_within { Admission::Admitted } else { Admission::Refused })
    }
}
