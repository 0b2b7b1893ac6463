//! Second factors of users.

use crate::error::Fault;
use crate::model::{Factor, NewFactor, UserId};

/// Stores the second factors of local users. Each method is one statement, so no race makes a code count twice.
pub trait FactorStore {
    /// Returns the second factor of a user; `None` without one.
    async fn factor(&self, user: &UserId) -> Result<Option<Factor>, Fault>;

    /// Counts a failure, and returns the factor that is attempted; `None` without one.
    async fn attempt_factor(&self, user: &UserId) -> Result<Option<FactorAttempt>, Fault>;

    /// Uses a time step up, and forgets the failures. Stores the secret as it is sealed now. Returns false if this step or
    /// a later one was used, or if the factor is another one than `former`.
    async fn use_step(&self, user: &UserId, step: u64, former: &str, sealed: &str) -> Result<bool, Fault>;

    /// Uses a recovery code with one of these digests up, and forgets the failures. Returns the number of codes that are
    /// left; `None` if the user has no such code.
    async fn use_recovery_code(&self, user: &UserId, digests: &[String]) -> Result<Option<u32>, Fault>;

    /// Stores a second factor. Returns false if the place is taken, or there is no such user.
    async fn set_factor(&self, user: &UserId, factor: &NewFactor, place: FactorPlace) -> Result<bool, Fault>;

    /// Replaces the recovery codes. Returns false if the user has no second factor.
    async fn set_recovery_codes(&self, user: &UserId, digests: &[String]) -> Result<bool, Fault>;

    /// Removes the second factor and the recovery codes. Returns false if there were none.
    async fn remove_factor(&self, user: &UserId) -> Result<bool, Fault>;
}

/// A second factor while a code for it is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorAttempt {
    /// The secret, sealed for the user.
    pub sealed: String,
    /// The number of failures in a row, with this attempt.
    pub failures: u32,
}

/// The place of a new second factor. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorPlace {
    /// The user may have one, which is replaced.
    Any,
    /// The user has none yet.
    Empty,
}
