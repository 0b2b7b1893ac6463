//! The cache: what this isolate remembers, in front of KV.

use std::cell::RefCell;

use worker::kv::KvError;

use crate::document::Memory;
use crate::edge::platform::Platform;
use crate::error::Fault;
use crate::ports::Cache;
use crate::unit::Seconds;

thread_local! {
    static MEMORY: RefCell<Memory> = const { RefCell::new(Memory::new()) };
}

impl Cache for Platform<'_> {
    async fn recall(&self, key: &str) -> Result<Option<String>, Fault> {
        let remembered = MEMORY.with_borrow(|memory| memory.recall(key).map(str::to_owned));
        if remembered.is_some() {
            return Ok(remembered);
        }
        let kept = self.0.kv("CACHE")?.get(key).text().await?;
        if let Some(text) = &kept {
            MEMORY.with_borrow_mut(|memory| memory.keep(key, text));
        }
        Ok(kept)
    }

    async fn keep(&self, key: &str, text: &str, life: Seconds) -> Result<(), Fault> {
        MEMORY.with_borrow_mut(|memory| memory.keep(key, text));
        Ok(self.0.kv("CACHE")?.put(key, text)?.expiration_ttl(life.0).execute().await?)
    }
}

impl From<KvError> for Fault {
    fn from(error: KvError) -> Self {
        Self::Unavailable(error.to_string())
    }
}
