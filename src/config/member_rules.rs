//! The setting `MEMBER_RULES`: rules for single members of client metadata.

use crate::config::settings::Settings;
use crate::policy::MemberRule;

const SETTING: &str = "MEMBER_RULES";

/// Reads a table by member.
pub fn read(settings: &Settings<'_>) -> Vec<MemberRule> {
    let mut rules = Vec::new();
    settings.entries(SETTING, &mut |member, entry| {
        rules.push(MemberRule::read(&member, &entry)?);
        Ok(())
    });
    rules
}
