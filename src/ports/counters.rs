//! Counts of what happens.

use crate::error::Fault;
use crate::model::{Count, CountQuery, Observation, Span, Tally};
use crate::ports::Forgotten;
use crate::unit::Timestamp;

/// Counts what happens in this isolate, and stores the counts of all.
pub trait Counters {
    /// Works with the counts of this isolate that wait to be stored.
    fn tally(&self, work: &mut dyn FnMut(&mut Tally));

    /// Writes a data point with the dimensions of a request, if there is a place for data points. It is not waited for.
    fn write_point(&self, observation: &Observation);

    /// Adds counts of hours to those that are stored. The store has a limited number of keys of a metric in an hour: the
    /// counts of other keys go to one key.
    async fn add_counts(&self, counts: &[Count]) -> Result<(), Fault>;

    /// Lists counts.
    async fn counts(&self, query: &CountQuery) -> Result<Vec<Count>, Fault>;

    /// Returns the counts of registrations and tokens by the spans from a time on, and of each other metric the most frequent
    /// keys from then on, the most frequent first.
    async fn activity(&self, span: Span, since: Timestamp, keys: u32) -> Result<(Vec<Count>, Vec<Count>), Fault>;

    /// Deletes counts of hours before this time, a limited number with each call.
    async fn forget_counts(&self, before: Timestamp) -> Result<Forgotten, Fault>;
}
