//! The cache: the memory of this isolate, in front of Workers KV.

use std::cell::RefCell;

use crate::edge::bindings;
use crate::edge::platform::Platform;
use crate::error::Fault;
use crate::outbound::IsolateCache;
use crate::ports::Cache;
use crate::unit::Seconds;

/// The binding of the KV namespace.
const NAMESPACE: &str = "CACHE";

thread_local! {
    static MEMORY: RefCell<IsolateCache> = const { RefCell::new(IsolateCache::new()) };
}

impl Cache for Platform {
    async fn recall(&self, key: &str) -> Result<Option<String>, Fault> {
        // No borrow lasts while this request waits: other requests of the isolate run then.
        let remembered = MEMORY.with_borrow(|memory| memory.recall(key).map(str::to_owned));
        if remembered.is_some() {
            return Ok(remembered);
        }
        let kept = bindings::recall(&self.env, NAMESPACE, key).await?;
        if let Some(text) = &kept {
            MEMORY.with_borrow_mut(|memory| memory.keep(key, text));
        }
        Ok(kept)
    }

    async fn keep(&self, key: &str, text: &str, life: Seconds) -> Result<(), Fault> {
        MEMORY.with_borrow_mut(|memory| memory.keep(key, text));
        let seconds = u32::try_from(life.0).unwrap_or(u32::MAX);
        bindings::keep(&self.env, NAMESPACE, key, text, f64::from(seconds)).await
    }
}
