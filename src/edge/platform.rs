//! The ports that need no more than a call: settings, time, randomness and the limit against floods.

use std::cell::{Cell, RefCell};

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};
use worker::js_sys::{JSON, Reflect};
use worker::wasm_bindgen::JsValue;
use worker::{Date, Env};

use crate::document::Memory;
use crate::edge::bindings;
use crate::error::Fault;
use crate::http::Peer;
use crate::ports::{Admission, Clock, Random, Throttle};
use crate::unit::{Seconds, Timestamp};

/// All ports, on the bindings of one request.
pub struct Platform<'a> {
    /// The bindings.
    pub env: &'a Env,
    /// How many statements the database was given.
    pub statements: Cell<u32>,
    /// What tells the keys that sign from all that did so earlier, as the database had them in this request.
    pub keys_mark: RefCell<Option<String>>,
}

impl<'a> Platform<'a> {
    pub const fn new(env: &'a Env) -> Self {
        Self { env, statements: Cell::new(0), keys_mark: RefCell::new(None) }
    }
}

/// A setting as text: a string as it is, a table or an array as JSON.
pub fn setting(env: &Env, name: &str) -> Option<String> {
    let value = Reflect::get(env, &JsValue::from_str(name)).ok()?;
    if value.is_undefined() {
        return None;
    }
    value.as_string().or_else(|| JSON::stringify(&value).ok().map(String::from))
}

impl Clock for Platform<'_> {
    fn now(&self) -> Timestamp {
        Timestamp(Date::now().as_millis() / 1000)
    }
}

impl Random for Platform<'_> {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        getrandom::getrandom(bytes).map_err(|error| Fault::Unavailable(error.to_string()))
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

impl Throttle for Platform<'_> {
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

    async fn admit_fetch(&self, host: &str) -> Result<Admission, Fault> {
        self.count("FETCH_LIMIT", host.to_owned()).await
    }
}

impl Platform<'_> {
    async fn count(&self, limit: &str, key: String) -> Result<Admission, Fault> {
        let is_within = bindings::is_within(self.env, limit, &key).await?;
        Ok(if is_within { Admission::Admitted } else { Admission::Refused })
    }
}
