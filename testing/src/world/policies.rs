//! The data that operators steer, in memory.

use enrol::error::Fault;
use enrol::model::{AuditEntry, HeldData, PolicyQuery};
use enrol::policy::{Collection, PolicyVersion};
use enrol::ports::PolicyStore;

use super::World;

impl World {
    /// Returns the data that the isolate remembers.
    pub fn held(&self) -> Option<HeldData> {
        self.held_data.borrow().clone()
    }

    /// Lets the isolate remember this data, as another isolate does.
    pub fn hold(&self, held: Option<HeldData>) {
        self.held_data.replace(held);
    }
}

impl PolicyStore for World {
    async fn policies(&self, query: &PolicyQuery<'_>) -> Result<Vec<PolicyVersion>, Fault> {
        self.use_store().await?;
        let mut versions = self.policies.borrow().clone();
        versions.sort_by(|one, other| one.kind().cmp(other.kind()).then(other.number().cmp(&one.number())));
        versions.retain(|it| {
            query.kind.is_none_or(|kind| it.kind() == kind)
                && match query.collection {
                    None => ["active", "shadow"].contains(&it.state()),
                    Some(collection) => Collection::of(it.kind()).0 == collection,
                }
                && query.version.is_none_or(|version| it.number() == version)
                && query
                    .after
                    .is_none_or(|(kind, version)| it.kind() > kind || (it.kind() == kind && it.number() < version))
        });
        versions.truncate(usize::try_from(query.limit).expect("a size"));
        Ok(versions)
    }

    async fn write_policy(&self, version: &PolicyVersion, entry: Option<AuditEntry>) -> Result<bool, Fault> {
        self.use_store().await?;
        let mut versions = self.policies.borrow_mut();
        let mut of_kind = versions.iter_mut().filter(|it| it.kind() == version.kind());
        let mut written = version.clone();
        written.set("revision", (version.revision() + 1).into());
        if version.state() == PolicyVersion::DRAFT {
            match of_kind.find(|it| it.number() == version.number()) {
                Some(it) if it.revision() == version.revision() && it.state() == PolicyVersion::DRAFT => *it = written,
                Some(_) => return Ok(false),
                None => versions.push(written),
            }
        } else {
            let is_current = |it: &PolicyVersion| {
                it.kind() == version.kind() && it.number() == version.number() && it.revision() == version.revision()
            };
            if !versions.iter().any(is_current) {
                return Ok(false);
            }
            for it in versions.iter_mut().filter(|it| it.kind() == version.kind()) {
                if it.number() == version.number() {
                    it.set("state", version.state().into());
                } else if it.state() == version.state() && it.state() != PolicyVersion::RETIRED {
                    it.set("state", PolicyVersion::RETIRED.into());
                } else {
                    continue;
                }
                it.set("revision", (it.revision() + 1).into());
                it.set("changed_at", version.0["changed_at"].clone());
            }
        }
        self.note_change(entry);
        Ok(true)
    }

    fn held_data(&self) -> Option<HeldData> {
        self.held()
    }

    fn hold_data(&self, held: Option<HeldData>) {
        self.hold(held);
    }
}
