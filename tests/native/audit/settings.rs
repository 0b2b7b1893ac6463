//! The setting `AUDIT`.

use enrol::config::Misconfigured;
use enrol::model::{AuditAddresses, AuditRetention, Config};
use enrol::unit::Seconds;

use crate::support::KEYS;

fn read(audit: &str) -> Result<AuditRetention, Misconfigured> {
    let all = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEYS[0]), ("AUDIT", audit)];
    Config::read(|name| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
        .map(|config| config.audit)
}

#[test]
fn the_steps_of_operators_alone_are_kept_by_default() {
    let usual = AuditRetention {
        lives: [Seconds::of_days(365), Seconds(0), Seconds(0)],
        rows: 100_000,
        addresses: AuditAddresses::Omitted,
    };
    assert_eq!(read(""), Ok(usual.clone()));
    assert_eq!(read(r#"{"addresses": false}"#), Ok(usual));
}

#[test]
fn each_member_has_its_values() {
    let all = r#"{"administration": 0, "clients": 3650, "users": 7, "rows": 1000, "addresses": true}"#;
    let lives = [Seconds(0), Seconds::of_days(3_650), Seconds::of_days(7)];
    assert_eq!(read(all), Ok(AuditRetention { lives, rows: 1_000, addresses: AuditAddresses::Kept }));
    for (value, must) in [
        (r#"{"clients": 3651}"#, "have a number from 0 to 3650 as clients"),
        (r#"{"users": "7"}"#, "have a number from 0 to 3650 as users"),
        (r#"{"rows": 999}"#, "have a number from 1000 to 1000000 as rows"),
        (r#"{"addresses": 1}"#, "have true or false as addresses"),
        (r#"{"others": 1}"#, "not have the unknown member others"),
    ] {
        assert_eq!(read(value).unwrap_err().must, must, "{value}");
    }
}
