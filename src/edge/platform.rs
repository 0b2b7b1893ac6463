//! The ports that are one call each: settings, time, randomness and rate limits.

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;
use worker::Env;
use worker::js_sys::{Date, JSON, JsString, Promise, Reflect};

use crate::edge::bindings;
use crate::error::Fault;
use crate::outbound::IsolateCache;
use crate::ports::{Admission, Clock, HookNote, Limit, Normalize, Pause, Random, Throttle};
use crate::unit::{Milliseconds, Seconds, Timestamp};

/// All ports, for one request.
pub struct Platform {
    /// The bindings.
    pub env: Env,
    /// True if limits count the events of the request.
    pub is_limited: bool,
    /// The number of SQL statements so far.
    pub statements: Cell<u32>,
    /// The outcome of the operator's own check.
    pub hook: RefCell<Option<HookNote>>,
}

impl Platform {
    pub const fn new(env: Env, is_limited: bool) -> Self {
        Self { env, is_limited, statements: Cell::new(0), hook: RefCell::new(None) }
    }
}

/// Returns a setting as text: a string as it is, a table or an array as JSON.
pub fn setting(env: &Env, name: &str) -> Option<String> {
    let value = Reflect::get(env, &name.into()).ok().filter(|value| !value.is_undefined())?;
    value.as_string().or_else(|| JSON::stringify(&value).ok()?.as_string())
}

/// Returns the time by the platform's clock, since 1970.
pub fn milliseconds() -> u64 {
    // The conversion saturates: a clock before 1970 is 0.
    #[allow(clippy::as_conversions, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let milliseconds = Date::now() as u64;
    milliseconds
}

impl Clock for Platform {
    fn now(&self) -> Timestamp {
        Timestamp(milliseconds() / 1000)
    }

    fn milliseconds(&self) -> Milliseconds {
        Milliseconds(milliseconds())
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = scheduler, catch)]
    fn wait(milliseconds: f64) -> Result<Promise, JsValue>;
}

impl Pause for Platform {
    async fn pause(&self, span: Seconds) {
        if let Ok(promise) = wait(span.milliseconds()) {
            // A promise of the time is never refused.
            let _ = promise.await;
        }
    }
}

thread_local! {
    /// True if requests have queued messages that are due.
    static HAS_DUE: Cell<bool> = const { Cell::new(false) };
}

/// Notes that a request has queued messages that are due.
pub fn note_due() {
    HAS_DUE.set(true);
}

/// Returns the note.
pub fn has_due_note() -> bool {
    HAS_DUE.get()
}

/// Returns the note, and takes it away.
pub fn take_due_note() -> bool {
    HAS_DUE.replace(false)
}

impl Normalize for Platform {
    fn composed(&self, text: &str) -> String {
        // The platform has the tables of Unicode, which would make the Worker a tenth larger.
        JsString::from(text).normalize("NFC").into()
    }
}

impl Random for Platform {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        getrandom::fill(bytes).map_err(|error| Fault::Unavailable(error.to_string()))
    }
}

thread_local! {
    /// The time when each lock-out ends, by key.
    static LOCKED_OUT: RefCell<IsolateCache> = const { RefCell::new(IsolateCache::new()) };
}

impl Throttle for Platform {
    async fn count(&self, limit: Limit, key: &str) -> Result<Admission, Fault> {
        if !self.is_limited {
            return Ok(Admission::Admitted);
        }
        let is_within = bindings::is_within(&self.env, limit.name(), key).await?;
        Ok(if is_within { Admission::Admitted } else { Admission::Refused })
    }

    fn locked_out_until(&self, key: &str) -> Option<Timestamp> {
        LOCKED_OUT.with_borrow(|ends| ends.recall(key)?.parse().ok().map(Timestamp))
    }

    fn lock_out(&self, key: &str, Timestamp(until): Timestamp) {
        LOCKED_OUT.with_borrow_mut(|ends| ends.keep(key, &until.to_string()));
    }
}
