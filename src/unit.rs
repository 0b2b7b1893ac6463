//! Units: public signatures have these types instead of bare numbers.

use serde::{Deserialize, Serialize};

/// A point in time: seconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// Returns the time `span` after this time.
    #[must_use]
    pub const fn after(self, span: Seconds) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// Returns the time `span` before this time, but not before the epoch.
    #[must_use]
    pub const fn before(self, span: Seconds) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

/// A span of time in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Seconds(pub u64);

impl Seconds {
    /// Returns the span in milliseconds.
    #[must_use]
    pub fn milliseconds(self) -> f64 {
        f64::from(u32::try_from(self.0).unwrap_or(u32::MAX)) * 1000.0
    }

    /// Returns a span of days of 24 hours.
    #[must_use]
    pub const fn of_days(days: u64) -> Self {
        Self(days.saturating_mul(24 * 60 * 60))
    }
}

/// A span of time, or a point in time since the Unix epoch, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Milliseconds(pub u64);

impl Milliseconds {
    /// Returns the span since an earlier point; zero for a later one.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }
}

/// A size in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteCount(pub usize);

/// An HTTP status code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status(pub u16);
