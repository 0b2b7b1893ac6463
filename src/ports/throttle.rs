//! Limits against floods.

use crate::error::Fault;
use crate::unit::Timestamp;

/// Counts events against limits, and remembers who is locked out. The core decides what is counted, and what follows.
pub trait Throttle {
    /// Counts one more event of this key, and says whether it is within the limit.
    async fn count(&self, limit: Limit, key: &str) -> Result<Admission, Fault>;

    /// Returns the end of the lock-out that this isolate has noted for a key.
    fn locked_out_until(&self, key: &str) -> Option<Timestamp>;

    /// Notes a lock-out for this isolate. Old ones may be forgotten for new ones.
    fn lock_out(&self, key: &str, until: Timestamp);
}

/// A limit that the operator sets per minute and location. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// Attempts to sign in as one local user, with browsers that the user has not signed in with before.
    Account,
    /// Assertions that the clients of one network use up.
    Assertion,
    /// Assertions that one client uses up from one network.
    ClientAssertion,
    /// Failed proofs of one client from one network.
    Failure,
    /// Documents that are fetched from one host, or from one address that the operator has named.
    Fetch,
    /// Requests to other servers that one network causes.
    Outbound,
    /// Attempts to sign in as one local user from one network, or with browsers that the user has signed in with before.
    Password,
    /// Writes from one network.
    Registration,
    /// Passwords that one network has compared.
    SignIn,
    /// Rows that one network has stored for clients that nobody vouches for.
    Storage,
    /// First uses of such clients from one network.
    Use,
}

impl Limit {
    /// Returns the name in `wrangler.toml`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "ACCOUNT_LIMIT",
            Self::Assertion => "ASSERTION_LIMIT",
            Self::ClientAssertion => "CLIENT_ASSERTION_LIMIT",
            Self::Failure => "FAILURE_LIMIT",
            Self::Fetch => "FETCH_LIMIT",
            Self::Outbound => "OUTBOUND_LIMIT",
            Self::Password => "PASSWORD_LIMIT",
            Self::Registration => "REGISTRATION_LIMIT",
            Self::SignIn => "SIGN_IN_LIMIT",
            Self::Storage => "STORAGE_LIMIT",
            Self::Use => "USE_LIMIT",
        }
    }
}

/// The answer of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// The event is within the limit.
    Admitted,
    /// There were too many events within the last minute.
    Refused,
}
