//! The second factors of users, in memory.

use enrol::error::Fault;
use enrol::model::{Factor, NewFactor, UserId};
use enrol::ports::{FactorAttempt, FactorPlace, FactorStore};

use super::World;

/// A second factor with its failures.
#[derive(Clone, Debug)]
pub struct StoredFactor {
    /// The factor, with the last time step that was used and the recovery codes that are left.
    pub factor: NewFactor,
    /// The number of wrong codes since the last right one.
    pub failures: u32,
}

impl World {
    /// Changes the factor of a user. `None` without one.
    fn on_factor<T>(&self, user: &UserId, change: impl FnOnce(&mut StoredFactor) -> T) -> Option<T> {
        self.factors.borrow_mut().get_mut(user).map(change)
    }
}

impl FactorStore for World {
    async fn factor(&self, user: &UserId) -> Result<Option<Factor>, Fault> {
        self.use_store().await?;
        let codes_left = |factor: &NewFactor| u32::try_from(factor.recovery_codes.len()).unwrap();
        let read =
            |stored: &mut StoredFactor| Factor { since: stored.factor.since, codes_left: codes_left(&stored.factor) };
        Ok(self.on_factor(user, read))
    }

    async fn attempt_factor(&self, user: &UserId) -> Result<Option<FactorAttempt>, Fault> {
        self.use_store().await?;
        let count = |stored: &mut StoredFactor| {
            stored.failures = stored.failures.saturating_add(1).min(1000);
            FactorAttempt { sealed: stored.factor.sealed.clone(), failures: stored.failures }
        };
        Ok(self.on_factor(user, count))
    }

    async fn use_step(&self, user: &UserId, step: u64, former: &str, sealed: &str) -> Result<bool, Fault> {
        self.use_store().await?;
        let take = |stored: &mut StoredFactor| {
            let counts = stored.factor.step < step && stored.factor.sealed == former;
            if counts {
                stored.factor.step = step;
                sealed.clone_into(&mut stored.factor.sealed);
                stored.failures = 0;
            }
            counts
        };
        Ok(self.on_factor(user, take).unwrap_or(false))
    }

    async fn use_recovery_code(&self, user: &UserId, digests: &[String]) -> Result<Option<u32>, Fault> {
        self.use_store().await?;
        let take = |stored: &mut StoredFactor| {
            let had = stored.factor.recovery_codes.len();
            stored.factor.recovery_codes.retain(|digest| !digests.contains(digest));
            let left = stored.factor.recovery_codes.len();
            if left == had {
                return None;
            }
            stored.failures = 0;
            Some(u32::try_from(left).unwrap())
        };
        Ok(self.on_factor(user, take).flatten())
    }

    async fn set_factor(&self, user: &UserId, factor: &NewFactor, place: FactorPlace) -> Result<bool, Fault> {
        self.use_store().await?;
        let is_taken = place == FactorPlace::Empty && self.factors.borrow().contains_key(user);
        if is_taken || !self.may_sign_in(user) {
            return Ok(false);
        }
        self.factors.borrow_mut().insert(user.clone(), StoredFactor { factor: factor.clone(), failures: 0 });
        Ok(true)
    }

    async fn set_recovery_codes(&self, user: &UserId, digests: &[String]) -> Result<bool, Fault> {
        self.use_store().await?;
        let replace = |stored: &mut StoredFactor| digests.clone_into(&mut stored.factor.recovery_codes);
        Ok(self.on_factor(user, replace).is_some())
    }

    async fn remove_factor(&self, user: &UserId) -> Result<bool, Fault> {
        self.use_store().await?;
        Ok(self.factors.borrow_mut().remove(user).is_some())
    }
}
