//! The counts at the admin API.

use serde_json::{Value, json};

use crate::endpoint::administration::page::{self, UNKNOWN};
use crate::error::{Error, Invalid, Refusal};
use crate::http::{Request, Response, Status};
use crate::json::{self, Pointer};
use crate::model::{Count, CountPlace, CountQuery, Metric, Span};
use crate::ports::Counters;
use crate::unit::Timestamp;

/// Lists the counts that meet the conditions of the query: by time, then by metric and key.
pub async fn list(request: &Request, store: &impl Counters) -> Result<Response, Error> {
    let (mut span, mut metric, mut since, mut until) = (Span::Hour, None, Timestamp(0), None);
    let time = |value: &str| value.parse::<u32>().map(|time| Timestamp(time.into()));
    let page = page::read(request, &mut |name, value| {
        const TIME: &str = "be seconds since the Unix epoch";
        match (name, value) {
            ("by", "day") => span = Span::Day,
            ("by", "hour") => span = Span::Hour,
            ("by", _) => return Err("be hour or day"),
            ("metric", _) => metric = Some(Metric::named(value).ok_or("be the name of a metric")?),
            ("since", _) => since = time(value).map_err(|_| TIME)?,
            ("until", _) => until = Some(time(value).map_err(|_| TIME)?),
            _ => return Err(UNKNOWN),
        }
        Ok(())
    })?;
    let after = page.after.as_deref().map(|after| place(after).ok_or_else(refuse)).transpose()?;
    let counts = store.counts(&CountQuery { span, metric, since, until, after, limit: page.limit }).await?;
    let next = next(&counts, page.limit).map(|next| ("next", Value::from(next)));
    let counts: Vec<Value> = counts
        .into_iter()
        .map(|Count { at, metric, key, count }| json!({"at": at, "metric": metric.name(), "key": key, "count": count}))
        .collect();
    let members = json::object([("counts", Value::from(counts))].into_iter().chain(next));
    Ok(Response::json(Status(200), &members))
}

/// Returns the place of the page after these counts; `None` if they are the last ones.
pub fn next(counts: &[Count], limit: u32) -> Option<String> {
    let is_full = u32::try_from(counts.len()).unwrap_or(u32::MAX) >= limit;
    let Count { at, metric, key, .. } = counts.last().filter(|_| is_full)?;
    Some([&*at.0.to_string(), metric.name(), key].join(" "))
}

/// Reads the place of a count: its time, its metric and its key, which can have spaces.
pub fn place(text: &str) -> Option<CountPlace> {
    let mut words = text.splitn(3, ' ');
    let at = Timestamp(words.next()?.parse::<u32>().ok()?.into());
    Some(CountPlace(at, Metric::named(words.next()?)?, words.next()?.to_owned()))
}

/// Refuses a place that cannot be read.
pub fn refuse() -> Refusal {
    Refusal::InvalidRequest(Invalid::new(Pointer::member("after"), "be next of a page of counts"))
}
