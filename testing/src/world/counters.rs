//! The counters in memory.

use std::collections::BTreeMap;

use enrol::error::Fault;
use enrol::metrics::{self, Storing};
use enrol::model::{Count, CountPlace, CountQuery, Metric, OTHER, Observation, Span, Tally};
use enrol::ports::{Counters, Forgotten};
use enrol::unit::Timestamp;

use super::World;
use crate::run;

/// The most keys of a metric in an hour, beside the key of all others.
const KEYS_IN_AN_HOUR: usize = 50;

/// The most counts that are deleted at once.
const FORGOTTEN_AT_ONCE: usize = 5000;

impl World {
    /// Returns all counts of a metric, of all hours and of those that are not stored yet, after storing them.
    pub fn counts_of(&self, metric: Metric) -> Vec<(String, u64)> {
        assert_eq!(run(metrics::store(Storing::Now, self)), None);
        let mut counted: BTreeMap<String, u64> = BTreeMap::new();
        for ((_, name, key), count) in self.counts.borrow().iter() {
            if *name == metric.name() {
                *counted.entry(key.clone()).or_default() += count;
            }
        }
        counted.into_iter().collect()
    }
}

impl Counters for World {
    fn tally(&self, work: &mut dyn FnMut(&mut Tally)) {
        work(&mut self.tally.borrow_mut());
    }

    fn write_point(&self, observation: &Observation) {
        let dimensions = observation.dimensions().map(str::to_owned);
        self.points.borrow_mut().push(dimensions);
    }

    async fn add_counts(&self, counts: &[Count]) -> Result<(), Fault> {
        self.use_store().await?;
        let mut stored = self.counts.borrow_mut();
        for Count { at, metric, key, count } in counts {
            let name = metric.name();
            let is_key = |(hour, of, key): &&(Timestamp, &str, String)| hour == at && *of == name && key != OTHER;
            let keys = stored.keys().filter(is_key).count();
            let is_known = stored.contains_key(&(*at, name, key.clone()));
            let key = if is_known || keys < KEYS_IN_AN_HOUR { key } else { OTHER };
            *stored.entry((*at, name, key.to_owned())).or_default() += count;
        }
        Ok(())
    }

    async fn counts(&self, query: &CountQuery) -> Result<Vec<Count>, Fault> {
        self.use_store().await?;
        let mut sums: BTreeMap<(Timestamp, &str, String), u64> = BTreeMap::new();
        for ((hour, name, key), count) in self.counts.borrow().iter() {
            let is_listed = *hour >= query.since
                && query.until.is_none_or(|until| *hour < until)
                && query.metric.is_none_or(|metric| metric.name() == *name);
            let place = (query.span.begin(*hour), *name, key.clone());
            let is_after = query
                .after
                .as_ref()
                .is_none_or(|CountPlace(at, metric, key)| place > (*at, metric.name(), key.clone()));
            if is_listed && is_after {
                *sums.entry(place).or_default() += count;
            }
        }
        let limit = usize::try_from(query.limit).unwrap();
        let listed = sums.into_iter().take(limit);
        Ok(listed
            .map(|((at, name, key), count)| Count { at, metric: Metric::named(name).unwrap(), key, count })
            .collect())
    }

    async fn activity(&self, span: Span, since: Timestamp, keys: u32) -> Result<(Vec<Count>, Vec<Count>), Fault> {
        let query = |metric| CountQuery { span, metric: Some(metric), since, until: None, after: None, limit: 2_000 };
        let registrations = self.counts(&query(Metric::Registration)).await?;
        let tokens = self.counts(&query(Metric::Token)).await?;
        let mut tops = Vec::new();
        for metric in Metric::ALL.into_iter().filter(|it| !matches!(it, Metric::Registration | Metric::Token)) {
            let mut sums: BTreeMap<String, u64> = BTreeMap::new();
            for ((hour, name, key), count) in self.counts.borrow().iter() {
                if *hour >= since && *name == metric.name() {
                    *sums.entry(key.clone()).or_default() += count;
                }
            }
            let mut sums: Vec<_> = sums.into_iter().collect();
            sums.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            let first = sums.into_iter().take(usize::try_from(keys).unwrap());
            tops.extend(first.map(|(key, count)| Count { at: since, metric, key, count }));
        }
        Ok(([registrations, tokens].concat(), tops))
    }

    async fn forget_counts(&self, before: Timestamp) -> Result<Forgotten, Fault> {
        self.use_store().await?;
        let mut counts = self.counts.borrow_mut();
        let old: Vec<_> = counts.keys().filter(|(hour, ..)| *hour < before).take(FORGOTTEN_AT_ONCE).cloned().collect();
        for place in &old {
            counts.remove(place);
        }
        Ok(Forgotten(u64::try_from(old.len()).unwrap()))
    }
}
