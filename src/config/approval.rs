//! The setting `APPROVAL`: which clients wait for an operator.

use crate::config::settings::Settings;
use crate::model::Trust;
use crate::policy::Policy;

const SETTING: &str = "APPROVAL";

/// The tiers that can wait. The operator's own clients are approved by their kind.
const TIERS: [Trust; 3] = [Trust::Unverified, Trust::Statement, Trust::Certificate];

/// Reads the trust tiers whose clients wait for the approval of an operator.
pub fn read(settings: &Settings<'_>, policy: &Policy) -> Vec<Trust> {
    let tiers = settings.choices(SETTING, &TIERS.map(|tier| (tier.name(), tier))).unwrap_or_default();
    if !tiers.is_empty() && !policy.sees_uses() {
        settings.refuse(SETTING, format_args!("be absent unless this server issues the tokens of its clients"));
    }
    tiers
}
