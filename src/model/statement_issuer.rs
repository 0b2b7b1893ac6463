//! Issuers of software statements that the operator trusts.

use crate::client_metadata::{AbsoluteUri, Jwks, SigningAlgorithm};
use crate::unit::Seconds;

/// An issuer of software statements that the operator trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementIssuer {
    /// What its statements have as `iss`.
    pub name: String,
    /// What they are verified with.
    pub keys: Keys,
    /// How they may be signed.
    pub algorithms: Vec<SigningAlgorithm>,
    /// What they may have as `typ`, in lower case; empty for what a statement may be called anywhere.
    pub kinds: Vec<String>,
    /// What else they may be for, beside this server.
    pub audience: Vec<String>,
    /// How long ago they may have been issued.
    pub maximum_age: Option<Seconds>,
    /// Claims that they must have.
    pub required: Vec<String>,
    /// Values that claims must have where they are there; those of others are not approved.
    pub approved: Vec<(String, Vec<String>)>,
    /// Claims that have another name than the member that they are for.
    pub claims: Vec<(String, String)>,
    /// Claims that are left out before anything reads them.
    pub ignored: Vec<String>,
    /// Members that a client may not say besides.
    pub refused: Vec<String>,
    /// Members that stay as a statement has them; `None` for all that it has.
    pub locked: Option<Vec<String>>,
    /// Lists of which a client may ask for a part.
    pub narrowed: Vec<String>,
    /// Claims that are no members and are told to the client all the same; `None` for all.
    pub returned: Option<Vec<String>>,
    /// Members that a client may say itself; `None` for all.
    pub self_asserted: Option<Vec<String>>,
    /// Templates that its statements may have clients of; the operator's own may of all.
    pub templates: Vec<String>,
    /// How often a statement registers a client.
    pub uses: Uses,
    /// How many living clients may be of one software.
    pub instances: Instances,
    /// What an update must bring.
    pub updates: Updates,
}

/// Where the keys of an issuer are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keys {
    /// At an address.
    At(AbsoluteUri),
    /// Here.
    Here(Jwks),
}

/// How often a statement registers a client. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uses {
    /// As often as it is shown.
    Many,
    /// Once.
    Once,
}

/// How many living clients may be of one software. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instances {
    /// Any number.
    Many,
    /// One.
    One,
}

/// What an update must bring of a client that a statement vouches for. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updates {
    /// Nothing: what is locked stays as it is.
    Free,
    /// A statement that is good by then.
    WithStatement,
}
