//! The limits against floods, in memory.

use enrol::error::Fault;
use enrol::ports::{Admission, Limit, Throttle};
use enrol::unit::Timestamp;

use super::{Down, World};

impl World {
    /// Lets a limit admit so many more events. A limit that is not set admits every event.
    pub fn admit(&self, limit: Limit, events: u32) {
        self.admissions.borrow_mut().insert(limit, events);
    }

    /// Lets a limit admit no more events of this key.
    pub fn use_up(&self, limit: Limit, key: &str) {
        self.used_up.borrow_mut().insert((limit, key.to_owned()));
    }

    /// Returns how many more events a limit admits.
    pub fn left(&self, limit: Limit) -> u32 {
        self.admissions.borrow().get(&limit).copied().unwrap_or(u32::MAX)
    }

    /// Returns the keys of the events that were counted against a limit, in order.
    pub fn counted(&self, limit: Limit) -> Vec<String> {
        self.counted.borrow().iter().filter(|(of, _)| *of == limit).map(|(_, key)| key.clone()).collect()
    }
}

impl Throttle for World {
    async fn count(&self, limit: Limit, key: &str) -> Result<Admission, Fault> {
        self.counted.borrow_mut().push((limit, key.to_owned()));
        if [Down::Throttle, Down::Limit(limit)].contains(&self.down.get()) {
            return Err(Fault::Unavailable(format!("no binding {}", limit.name())));
        }
        if self.used_up.borrow().contains(&(limit, key.to_owned())) {
            return Ok(Admission::Refused);
        }
        match self.left(limit).checked_sub(1) {
            Some(left) => {
                self.admit(limit, left);
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
