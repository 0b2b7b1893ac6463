//! The cache in memory.

use enrol::error::Fault;
use enrol::ports::Cache;
use enrol::unit::Seconds;

use super::{Down, World};

/// The longest key and the shortest life that the platform accepts.
const LONGEST_KEY: usize = 512;
const SHORTEST_LIFE: Seconds = Seconds(60);

impl Cache for World {
    async fn recall(&self, key: &str) -> Result<Option<String>, Fault> {
        if self.down.get() == Down::Cache {
            return Err(Fault::Unavailable("KV GET failed".to_owned()));
        }
        let kept = self.cache.borrow().get(key).cloned();
        Ok(kept.filter(|(_, until)| self.now.get() < *until).map(|(text, _)| text))
    }

    async fn keep(&self, key: &str, text: &str, life: Seconds) -> Result<(), Fault> {
        if self.down.get() == Down::Cache || key.len() > LONGEST_KEY || life < SHORTEST_LIFE {
            return Err(Fault::Unavailable("KV PUT failed".to_owned()));
        }
        self.cache.borrow_mut().insert(key.to_owned(), (text.to_owned(), self.now.get().after(life)));
        Ok(())
    }
}
