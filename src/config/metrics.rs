//! The setting of the counters, `METRICS`.

use serde_json::Value;

use crate::config::settings::Settings;
use crate::model::{MetricNames, Metrics};
use crate::unit::Seconds;

const SETTING: &str = "METRICS";

/// The most days and the usual days that a count is kept.
const DAYS: (u64, u64) = (400, 35);

/// Reads what is counted, and how long it is kept.
pub fn read(settings: &Settings<'_>) -> Metrics {
    let mut metrics = Metrics { life: Seconds::of_days(DAYS.1), names: MetricNames::Counted };
    settings.entries(SETTING, &mut |name, value| {
        match (&*name, value) {
            ("days", value) => {
                let days = value.as_u64().filter(|days| *days <= DAYS.0);
                metrics.life = Seconds::of_days(days.ok_or("have a number from 0 to 400 as days")?);
            }
            ("names", Value::Bool(true)) => metrics.names = MetricNames::Counted,
            ("names", Value::Bool(false)) => metrics.names = MetricNames::Omitted,
            ("names", _) => return Err("have true or false as names".to_owned()),
            _ => return Err(format!("not have the unknown member {name}")),
        }
        Ok(())
    });
    metrics
}
