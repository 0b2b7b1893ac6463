//! Users as operators find and steer them.

use serde_json::{Map, Value};

use crate::model::{TokenDigest, UserId};
use crate::unit::Timestamp;

/// A search for users. An absent condition permits every user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserQuery {
    /// The identifier after which the page begins.
    pub after: Option<String>,
    /// The greatest number of users in a page.
    pub limit: u32,
    /// The name that a local user types, in lower case.
    pub username: Option<String>,
    /// The claim `email`, in lower case.
    pub email: Option<String>,
    /// The state: `active` or `disabled`.
    pub state: Option<String>,
    /// The identifier of the only user, who comes with all details.
    pub id: Option<UserId>,
}

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserPage {
    /// The users, in the order of their identifiers, each with the members that the admin API shows. The store makes them: code
    /// that reads and writes each member again would be a hundredth of the Worker.
    pub users: Vec<Map<String, Value>>,
    /// The identifier after which the next page begins; `None` for the last page.
    pub next: Option<String>,
}

/// A change of a user by an operator. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserChange<'a> {
    /// Makes a local user, unless the name is taken. The digest is that of the code with which the user sets a password until
    /// a time.
    Create {
        /// The name that the user types, in lower case.
        username: &'a str,
        /// The claims, as the text of a JSON object.
        claims: &'a str,
        /// The digest of the code.
        digest: &'a TokenDigest,
        /// The end of the code.
        until: Timestamp,
    },
    /// Nothing is left of the user but the clients that the user has registered. The audit log forgets the name.
    Delete,
    /// Shuts the user out: all sessions and grants end. The first time remains if the user is shut out already.
    Disable,
    /// Lets the user in again.
    Enable,
    /// Lets a local user, who is not disabled, set another password with the code of this digest until a time.
    Link(&'a TokenDigest, Timestamp),
    /// Gives a local user, who is not disabled, the account back: the password, the passkeys, all sessions and all grants
    /// end. The digest is that of the code with which the user sets a password until a time.
    Recover(&'a TokenDigest, Timestamp, FactorFate),
    /// Removes the second factor, with its recovery codes.
    RemoveFactor,
    /// Removes the passkeys.
    RemovePasskeys,
    /// Ends all sessions and grants.
    SignOut,
}

/// The fate of the second factor of a user. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorFate {
    /// It stays.
    Kept,
    /// The second factor is removed, with its recovery codes.
    Removed,
}
