//! Issuers that the operator trusts: of software statements, and of access tokens that permit to register.

use crate::client_metadata::{AbsoluteUri, Jwks, SigningAlgorithm};
use crate::policy::SubjectRules;
use crate::unit::Seconds;

/// An issuer of software statements, with the settings that the operator gave for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementIssuer {
    /// The `iss` claim of its statements.
    pub name: String,
    /// The keys that verify its statements.
    pub keys: Keys,
    /// The signature algorithms that its statements may have.
    pub algorithms: Vec<SigningAlgorithm>,
    /// The permitted `typ` headers, in lower case; if empty, any `typ` that is customary for a statement.
    pub kinds: Vec<String>,
    /// The permitted `aud` values, beside this server.
    pub audience: Vec<String>,
    /// The rules on the certificate that a statement comes with.
    pub certificate: SubjectRules,
    /// The maximum age of a statement.
    pub maximum_age: Option<Seconds>,
    /// The claims that a statement must have.
    pub required: Vec<String>,
    /// The approved values of claims. A statement whose claim has another value is refused as not approved.
    pub approved: Vec<(String, Vec<String>)>,
    /// Claims whose name differs from the member that they set: claim and member.
    pub claims: Vec<(String, String)>,
    /// The claims that are ignored.
    pub ignored: Vec<String>,
    /// The members that the request must not have beside the statement.
    pub refused: Vec<String>,
    /// The members that the request must have itself, whatever the statement has.
    pub requested: Vec<String>,
    /// The scope values that roles in the statement permit; `None` where roles decide nothing.
    pub roles: Option<RoleScopes>,
    /// The members that no later request can change; `None` for all members that the statement sets.
    pub locked: Option<Vec<String>>,
    /// The list members that the request can narrow to a part of the statement's list.
    pub narrowed: Vec<String>,
    /// The claims that are returned to the client although they are no members; `None` for all.
    pub returned: Option<Vec<String>>,
    /// The members that the request can set itself; `None` for all.
    pub self_asserted: Option<Vec<String>>,
    /// The templates that its statements may name. The operator's own statements may name all templates.
    pub templates: Vec<String>,
    /// How often one statement can register a client.
    pub uses: Uses,
    /// The number of clients that one software may have at a time.
    pub instances: Instances,
    /// The condition for an update of a client that holds a statement.
    pub updates: Updates,
}

/// The scope values that each role of a claim permits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleScopes {
    /// The claim with the roles.
    pub claim: String,
    /// Each role with its scope values.
    pub scopes: Vec<(String, Vec<String>)>,
}

/// The location of an issuer's keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keys {
    /// Published at a URL of the operator.
    At(AbsoluteUri),
    /// Published at a URL that the guard must permit, as it must one of a client.
    Guarded(AbsoluteUri),
    /// In the settings.
    Here(Jwks),
}

impl Keys {
    /// Returns the keys, to be fetched from no address that the guard refuses.
    #[must_use]
    pub fn guarded(self) -> Self {
        match self {
            Self::At(uri) => Self::Guarded(uri),
            keys => keys,
        }
    }

    /// Returns the URL at which the keys are published.
    #[must_use]
    pub const fn address(&self) -> Option<&AbsoluteUri> {
        match self {
            Self::At(uri) | Self::Guarded(uri) => Some(uri),
            Self::Here(_) => None,
        }
    }
}

/// How often one statement can register a client. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uses {
    /// Any number of times.
    Many,
    /// Once.
    Once,
}

/// The number of clients that one software may have at a time. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instances {
    /// Any number.
    Many,
    /// One client.
    One,
}

/// The condition for an update of a client that holds a statement. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updates {
    /// None: locked members keep their values.
    Free,
    /// The update must contain a statement that is valid at that time.
    WithStatement,
}

/// An authorization server whose access tokens permit to register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedIssuer {
    /// The `iss` claim of its tokens.
    pub issuer: String,
    /// The URL of its keys.
    pub jwks_uri: AbsoluteUri,
    /// The `aud` claim that its tokens must have.
    pub audience: String,
    /// The scope value that permits every registration. Scope values that begin with it permit some registrations.
    pub right: String,
}
