//! Attesters: servers of app vendors that vouch for an installation of an app and for its key.

use crate::model::Keys;

/// A server whose attestations count. Draft `draft-ietf-oauth-attestation-based-client-auth`, section 3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attester {
    /// The `iss` claim of its attestations.
    pub name: String,
    /// The keys that verify them.
    pub keys: Keys,
    /// The `software_id`s whose clients it may attest; `None` for every client.
    pub software: Option<Vec<String>>,
}

impl Attester {
    /// Returns true if the attester may vouch for clients with this `software_id`.
    #[must_use]
    pub fn is_for(&self, software_id: Option<&str>) -> bool {
        let is_one = |own: &Vec<String>| software_id.is_some_and(|id| own.iter().any(|it| it == id));
        self.software.as_ref().is_none_or(is_one)
    }
}
