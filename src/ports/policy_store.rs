//! Policies for kinds of registrants.

use crate::error::Fault;
use crate::model::{AuditEntry, HeldPolicies, PolicyQuery};
use crate::policy::PolicyVersion;

/// Stores versions of policies, and remembers those in force in this isolate.
pub trait PolicyStore {
    /// Returns versions, with the newest of each kind first.
    async fn policies(&self, query: &PolicyQuery<'_>) -> Result<Vec<PolicyVersion>, Fault>;

    /// Writes a version. Returns false, and stores nothing, if there is another version of this number by now.
    ///
    /// A draft is stored: a new one with the revision 0, or a change of the draft that has this revision. Any other version exists,
    /// and is moved to the state that it has here if it still has this revision; the version of its kind that was active or tried in its place is retired.
    async fn write_policy(&self, version: &PolicyVersion, entry: Option<AuditEntry>) -> Result<bool, Fault>;

    /// Returns the policies that this isolate remembers.
    fn held_policies(&self) -> Option<HeldPolicies>;

    /// Remembers policies in this isolate, or forgets them.
    fn hold_policies(&self, held: Option<HeldPolicies>);
}
