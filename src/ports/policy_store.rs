//! The data that operators steer.

use crate::error::Fault;
use crate::model::{AuditEntry, HeldData, PolicyQuery};
use crate::policy::PolicyVersion;

/// Stores versions of policies and of other data, and remembers in this isolate what is in force.
pub trait PolicyStore {
    /// Returns versions, with the newest of each kind first.
    async fn policies(&self, query: &PolicyQuery<'_>) -> Result<Vec<PolicyVersion>, Fault>;

    /// Writes a version. Returns false, and stores nothing, if there is another version of this number by now.
    ///
    /// A draft is stored: a new one with the revision 0, or a change of the draft that has this revision. Any other version exists,
    /// and is moved to the state that it has here if it still has this revision; the version of its kind that was active or tried in its place is retired.
    async fn write_policy(&self, version: &PolicyVersion, entry: Option<AuditEntry>) -> Result<bool, Fault>;

    /// Returns the data that this isolate remembers.
    fn held_data(&self) -> Option<HeldData>;

    /// Remembers data in this isolate, or forgets it.
    fn hold_data(&self, held: Option<HeldData>);
}
