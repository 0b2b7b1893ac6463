//! How often things happen: the metrics, their counts in each hour, and how long these are kept.

use crate::unit::{Seconds, Timestamp};

/// A thing that is counted, by a key. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Registrations by a host of a redirection URI.
    RedirectHost,
    /// Refusals and failures by the error code, and the member that is wrong.
    Refusal,
    /// Registrations by the kind of the registrant.
    Registrant,
    /// Attempts to register by their outcome.
    Registration,
    /// Registrations of sealed clients by their `client_id`: a sample of them.
    SealedClient,
    /// Registrations by the name of the software.
    Software,
    /// Requests for access tokens by their grant and outcome.
    Token,
}

impl Metric {
    /// All metrics, in the order of the enum.
    pub const ALL: [Self; 7] = [
        Self::RedirectHost,
        Self::Refusal,
        Self::Registrant,
        Self::Registration,
        Self::SealedClient,
        Self::Software,
        Self::Token,
    ];

    /// Returns the name in the store and the admin API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RedirectHost => "redirect_host",
            Self::Refusal => "refusal",
            Self::Registrant => "registrant",
            Self::Registration => "registration",
            Self::SealedClient => "sealed_client",
            Self::Software => "software",
            Self::Token => "token",
        }
    }

    /// Returns the metric of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.name() == name)
    }
}

/// The key of everything that has no key of its own, because there are too many.
pub const OTHER: &str = "other";

/// A count of one key in a span of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The beginning of the span.
    pub at: Timestamp,
    /// The metric.
    pub metric: Metric,
    /// The key.
    pub key: String,
    /// The number of times.
    pub count: u64,
}

/// A span of time that counts are added up in. In the order of their lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// An hour.
    Hour,
    /// A day of UTC.
    Day,
}

impl Span {
    /// Returns the length.
    #[must_use]
    pub const fn length(self) -> Seconds {
        match self {
            Self::Hour => Seconds(60 * 60),
            Self::Day => Seconds::of_days(1),
        }
    }

    /// Returns the beginning of the span that a time is in.
    #[must_use]
    pub const fn begin(self, Timestamp(time): Timestamp) -> Timestamp {
        let into = match time.checked_rem(self.length().0) {
            Some(into) => into,
            None => 0,
        };
        Timestamp(time.saturating_sub(into))
    }
}

/// The place of a count in a list: the beginning of its span, the name of its metric, and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountPlace(pub Timestamp, pub Metric, pub String);

/// The conditions of a list of counts, which is in the order of their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountQuery {
    /// The span that counts are added up in.
    pub span: Span,
    /// Only counts of this metric.
    pub metric: Option<Metric>,
    /// Only hours that begin at this time or later.
    pub since: Timestamp,
    /// Only hours that begin before this time.
    pub until: Option<Timestamp>,
    /// The place after which the page begins.
    pub after: Option<CountPlace>,
    /// The greatest number of counts.
    pub limit: u32,
}

/// The rules for the counters: the life of a count, and the names that are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metrics {
    /// How long a count is kept; zero if nothing is counted.
    pub life: Seconds,
    /// Whether hosts and software are counted by name.
    pub names: MetricNames,
}

impl Metrics {
    /// Returns true if anything is counted.
    #[must_use]
    pub const fn are_on(&self) -> bool {
        self.life.0 > 0
    }
}

/// Whether hosts and software are counted by name. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricNames {
    /// By the names that clients have chosen.
    Counted,
    /// Not at all.
    Omitted,
}
