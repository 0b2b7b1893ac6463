//! The counters: the counts of this isolate, and those of all on D1.

use std::cell::RefCell;

use serde_json::Value;
use worker::console_log;

use crate::edge::bindings;
use crate::edge::parameters::{integer, maybe_integer, maybe_text, text};
use crate::edge::platform::{Platform, milliseconds};
use crate::edge::row::{Row, read_all};
use crate::edge::statements_of_counts::{ADD_COUNTS, FORGET_COUNTS, LIST_COUNTS, TOP_COUNTS};
use crate::error::Fault;
use crate::json;
use crate::metrics;
use crate::model::{Count, CountPlace, CountQuery, Metric, Observation, Span, Tally};
use crate::ports::{Counters, Forgotten};
use crate::unit::Timestamp;

/// The binding of the data points.
const DATASET: &str = "ANALYTICS";

/// The most keys of a metric in an hour, beside the key of all others.
const KEYS_IN_AN_HOUR: u32 = 50;

/// The most counts in the course of a metric: more than a month of days has.
const LONGEST_COURSE: u32 = 2_000;

thread_local! {
    static TALLY: RefCell<Tally> = const { RefCell::new(Tally::new()) };
}

/// Returns true if counts of this isolate are to be stored.
pub fn are_due() -> bool {
    TALLY.with_borrow(|tally| tally.is_due(Timestamp(milliseconds() / 1000)))
}

impl Counters for Platform {
    fn tally(&self, work: &mut dyn FnMut(&mut Tally)) {
        TALLY.with_borrow_mut(work);
    }

    fn write_point(&self, observation: &Observation) {
        if let Err(fault) = bindings::write_point(&self.env, DATASET, observation.route, &observation.dimensions()) {
            console_log!("{}", metrics::line(&fault));
        }
    }

    fn add_counts(&self, counts: &[Count]) -> impl Future<Output = Result<(), Fault>> {
        let sent = counts.iter().map(|Count { at, metric, key, count }| {
            Value::from(vec![integer(*at), text(metric.name()), text(key), Value::from(*count)])
        });
        let sent: Value = sent.collect();
        self.run(ADD_COUNTS, vec![text(&json::text(&sent)), Value::from(KEYS_IN_AN_HOUR)])
    }

    async fn counts(&self, query: &CountQuery) -> Result<Vec<Count>, Fault> {
        let CountQuery { span, metric, since, until, after, limit } = query;
        let place = match after {
            Some(CountPlace(at, metric, key)) => [integer(*at), text(metric.name()), text(key)],
            None => [Value::Null, Value::Null, Value::Null],
        };
        // The span of the place can begin before the first hour that counts.
        let since = after.as_ref().map_or(*since, |CountPlace(at, ..)| *since.max(at));
        let mut parameters = vec![Value::from(span.length().0), integer(since)];
        parameters.push(maybe_integer(*until));
        parameters.push(maybe_text(metric.map(Metric::name)));
        parameters.extend(place);
        parameters.push(Value::from(*limit));
        read(&self.rows(LIST_COUNTS, parameters).await?)
    }

    async fn activity(&self, span: Span, since: Timestamp, keys: u32) -> Result<(Vec<Count>, Vec<Count>), Fault> {
        let since = integer(since);
        let course = |metric: Metric| {
            let begin = [Value::from(span.length().0), since.clone(), Value::Null, text(metric.name())];
            let rest = [Value::Null, Value::Null, Value::Null, Value::from(LONGEST_COURSE)];
            (LIST_COUNTS, [begin, rest].concat())
        };
        let top = (TOP_COUNTS, vec![since.clone(), Value::from(keys)]);
        let statements = vec![course(Metric::Registration), course(Metric::Token), top];
        let mut results = self.transact(statements).await?;
        let tops = read(&results.pop().unwrap_or_default())?;
        Ok((read(&results.concat())?, tops))
    }

    fn forget_counts(&self, before: Timestamp) -> impl Future<Output = Result<Forgotten, Fault>> {
        self.forget(vec![(FORGET_COUNTS, vec![integer(before)])])
    }
}

fn read(rows: &[Value]) -> Result<Vec<Count>, Fault> {
    Ok(read_all(rows, count)?.into_iter().flatten().collect())
}

/// Reads a row; `None` for a metric that a later version of the server has counted.
fn count(row: &Value) -> Result<Option<Count>, Fault> {
    let row = Row::of(row, "count");
    let Some(metric) = Metric::named(&row.get::<String>("metric")?) else { return Ok(None) };
    let Timestamp(count) = row.get("count")?;
    Ok(Some(Count { at: row.get("at")?, metric, key: row.get("key")?, count }))
}
