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
    /// Nothing is left of the user but the clients that the user has registered. The audit log forgets the name.
    Delete,
    /// Shuts the user out: all sessions and grants end. The first time remains if the user is shut out already.
    Disable,
    /// Lets the user in again.
    Enable,
    /// Gives a local user, who is not disabled, the account back: the password, the passkeys, all sessions and all grants
    /// end. The digest is that of the code with which the user sets a password until a time.
    Recover(&'a TokenDigest, Timestamp, FactorFate),
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
