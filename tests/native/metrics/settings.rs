//! The setting `METRICS`.

use enrol::config::Misconfigured;
use enrol::model::{Config, MetricNames, Metrics};
use enrol::unit::Seconds;

use crate::support::KEYS;

fn read(metrics: &str) -> Result<Metrics, Misconfigured> {
    let all = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEYS[0]), ("METRICS", metrics)];
    Config::read(|name| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
        .map(|config| config.metrics)
}

#[test]
fn each_member_has_its_values() {
    let usual = Metrics { life: Seconds::of_days(35), names: MetricNames::Counted };
    assert_eq!(read(""), Ok(usual.clone()));
    assert_eq!(read(r#"{"names": true}"#), Ok(usual));
    let least = Metrics { life: Seconds(0), names: MetricNames::Omitted };
    assert_eq!(read(r#"{"days": 0, "names": false}"#), Ok(least));
    assert_eq!(read(r#"{"days": 400}"#).unwrap().life, Seconds::of_days(400));
    for (value, must) in [
        (r#"{"days": 401}"#, "have a number from 0 to 400 as days"),
        (r#"{"days": "7"}"#, "have a number from 0 to 400 as days"),
        (r#"{"names": 1}"#, "have true or false as names"),
        (r#"{"others": 1}"#, "not have the unknown member others"),
    ] {
        assert_eq!(read(value).unwrap_err().must, must, "{value}");
    }
}
