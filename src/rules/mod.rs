//! What is accepted: defaults first, then one file of rules for each group of members, in the order of RFC 7591.

mod authentication;
mod grants;
mod pages;
mod redirect_uris;
mod scope;

use serde_json::{Map, Value};

use crate::error::Invalid;
use crate::metadata::{ClientMetadata, TokenEndpointAuthMethod};
use crate::policy::Policy;

/// Client metadata that has passed every rule, with its defaults filled in. RFC 7591 section 3.2.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidatedClient(ClientMetadata);

/// Applies defaults, then the rules in the order of the specification; the first broken one answers.
pub fn accept(asked: ClientMetadata, policy: &Policy) -> Result<ValidatedClient, Invalid> {
    let metadata = scope::narrow(grants::fill_in(authentication::fill_in(asked)), policy);
    redirect_uris::check(&metadata, policy)?;
    authentication::check(&metadata, policy)?;
    grants::check(&metadata, policy)?;
    pages::check(&metadata)?;
    Ok(ValidatedClient(metadata))
}

impl ValidatedClient {
    /// What was accepted earlier and stored, read back without asking the rules again.
    ///
    /// `Err` if it was not written by `members`.
    pub fn restore(members: &Map<String, Value>) -> Result<Self, Invalid> {
        ClientMetadata::read(members).map(Self)
    }

    /// The members as they are stored and answered.
    #[must_use]
    pub fn members(&self) -> Map<String, Value> {
        self.0.write()
    }

    /// Whether the client authenticates with a client secret.
    #[must_use]
    pub fn needs_secret(&self) -> bool {
        self.0.token_endpoint_auth_method.as_ref().is_some_and(TokenEndpointAuthMethod::needs_secret)
    }
}

/// The names of a list, for a description.
fn names<T: crate::metadata::Keyword>(values: &[T]) -> String {
    values.iter().map(T::name).collect::<Vec<_>>().join(", ")
}
