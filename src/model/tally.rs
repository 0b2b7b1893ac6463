//! The counts of one isolate that wait to be stored, in bounded memory.

use crate::model::{Count, Metric, OTHER, Observation, Span};
use crate::unit::{Seconds, Timestamp};

/// The most keys of a metric in an hour that an isolate counts between two times of storing; more have the key [`OTHER`].
const KEYS: usize = 20;

/// The most sealed clients of an hour in the sample.
const SAMPLE: usize = 5;

/// The most counts of all hours: those of the oldest go first. They wait for longer only if they cannot be stored.
const COUNTS: usize = 256;

/// How long counts wait at least after others were stored.
const PAUSE: Seconds = Seconds(60);

/// The counts of one isolate that wait to be stored.
#[derive(Debug, Default)]
pub struct Tally {
    /// The counts, the oldest hour first.
    counts: Vec<Count>,
    /// When counts were last taken.
    taken_at: Option<Timestamp>,
}

impl Tally {
    /// Makes a tally without counts.
    #[must_use]
    pub const fn new() -> Self {
        Self { counts: Vec::new(), taken_at: None }
    }

    /// Counts the facts of a request.
    pub fn observe(&mut self, observation: &Observation, now: Timestamp) {
        let at = Span::Hour.begin(now);
        observation.keys(&mut |metric, key| self.add(at, metric, key, 1));
    }

    /// Returns true if counts wait, and none were taken a moment ago.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        // A clock that was set back delays nothing.
        let is_early = self.taken_at.is_some_and(|at| at <= now && now < at.after(PAUSE));
        !self.counts.is_empty() && !is_early
    }

    /// Takes all counts.
    pub fn take(&mut self, now: Timestamp) -> Vec<Count> {
        self.taken_at = Some(now);
        std::mem::take(&mut self.counts)
    }

    /// Puts counts back that could not be stored.
    pub fn restore(&mut self, counts: Vec<Count>) {
        for Count { at, metric, key, count } in std::mem::replace(&mut self.counts, counts) {
            self.add(at, metric, &key, count);
        }
    }

    /// Returns the counts that wait.
    #[must_use]
    pub fn waiting(&self) -> &[Count] {
        &self.counts
    }

    fn add(&mut self, at: Timestamp, metric: Metric, key: &str, count: u64) {
        let is_of = |it: &Count| it.at == at && it.metric == metric;
        let keys = self.counts.iter().filter(|it| is_of(it) && it.key != OTHER).count();
        let is_known = self.counts.iter().any(|it| is_of(it) && it.key == key);
        let room = if metric == Metric::SealedClient { SAMPLE } else { KEYS };
        let key = if is_known || keys < room { key } else { OTHER };
        if let Some(known) = self.counts.iter_mut().find(|it| is_of(it) && it.key == key) {
            known.count = known.count.saturating_add(count);
            return;
        }
        if self.counts.len() >= COUNTS {
            self.counts.remove(0);
        }
        self.counts.push(Count { at, metric, key: key.to_owned(), count });
    }
}
