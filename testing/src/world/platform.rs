//! The clock, randomness and Unicode: what the core needs from a platform beside its stores.

use enrol::error::Fault;
use enrol::ports::{Clock, Normalize, Random};
use enrol::unit::{Seconds, Timestamp};
use unicode_normalization::UnicodeNormalization;

use super::{Down, World};

impl World {
    /// Lets time pass.
    pub fn wait(&self, span: Seconds) {
        self.now.set(self.now.get().after(span));
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        self.now.get()
    }
}

impl Normalize for World {
    fn composed(&self, text: &str) -> String {
        text.nfc().collect()
    }
}

impl Random for World {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        if self.down.get() == Down::Random {
            return Err(Fault::Unavailable("no entropy".to_owned()));
        }
        if !self.repeats_random.get() {
            self.random_calls.set(self.random_calls.get().wrapping_add(1));
        }
        bytes.fill(self.random_calls.get());
        Ok(())
    }
}
