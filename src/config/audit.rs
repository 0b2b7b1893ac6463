//! The setting of the audit log, `AUDIT`.

use serde_json::Value;

use crate::config::settings::Settings;
use crate::model::{AuditAddresses, AuditRetention, Journal};
use crate::unit::Seconds;

const SETTING: &str = "AUDIT";

/// The most days that a journal is kept: ten years.
const LONGEST_LIFE: u64 = 3_650;

/// How long the steps of operators are kept if the setting says nothing. The other journals are off: they are about people,
/// and write rows with requests of theirs.
const USUAL_LIFE: u64 = 365;

/// The fewest, the most and the usual number of rows of a journal.
const ROWS: (u64, u64, u32) = (1_000, 1_000_000, 100_000);

/// Reads how long the audit log is kept.
pub fn read(settings: &Settings<'_>) -> AuditRetention {
    let lives = [Seconds::of_days(USUAL_LIFE), Seconds(0), Seconds(0)];
    let mut retention = AuditRetention { lives, rows: ROWS.2, addresses: AuditAddresses::Omitted };
    settings.entries(SETTING, &mut |name, value| change(&mut retention, &name, &value));
    retention
}

/// Changes a member; `Err` says what it must be.
fn change(retention: &mut AuditRetention, name: &str, value: &Value) -> Result<(), String> {
    let number = |from, to| {
        let number = value.as_u64().filter(|number| (from..=to).contains(number));
        number.ok_or_else(|| format!("have a number from {from} to {to} as {name}"))
    };
    let journal = Journal::ALL.iter().zip(&mut retention.lives).find(|(journal, _)| journal.name() == name);
    match (journal, name, value) {
        (Some((_, life)), ..) => *life = Seconds::of_days(number(0, LONGEST_LIFE)?),
        (None, "addresses", Value::Bool(true)) => retention.addresses = AuditAddresses::Kept,
        (None, "addresses", Value::Bool(false)) => retention.addresses = AuditAddresses::Omitted,
        (None, "addresses", _) => return Err("have true or false as addresses".to_owned()),
        (None, "rows", _) => retention.rows = u32::try_from(number(ROWS.0, ROWS.1)?).unwrap_or(ROWS.2),
        _ => return Err(format!("not have the unknown member {name}")),
    }
    Ok(())
}
