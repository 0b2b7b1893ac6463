//! Times on a page, in the form that every language reads: ISO 8601, in UTC.

use maud::{Markup, html};

use crate::unit::Timestamp;

const SECONDS_OF_A_DAY: u64 = 86_400;

/// Returns the day of a time as markup.
#[must_use]
pub fn date(at: Timestamp) -> Markup {
    let day = day(at);
    html! { time datetime=(day) { (day) } }
}

/// Returns the day and minute of a time as text.
#[must_use]
pub fn minute(at: Timestamp) -> String {
    let (hours, minutes) = (at.0 / 3600 % 24, at.0 / 60 % 60);
    format!("{} {hours:02}:{minutes:02} UTC", day(at))
}

/// Returns the day of a time in the Gregorian calendar.
fn day(at: Timestamp) -> String {
    let mut left = at.0 / SECONDS_OF_A_DAY;
    let mut year = 1970_u64;
    // Times are within a few hundred years, so counting them is fast enough and needs no formula.
    while let Some(rest) = left.checked_sub(days_of(year)).filter(|_| year < 9999) {
        (left, year) = (rest, year.saturating_add(1));
    }
    let february = days_of(year).saturating_sub(337);
    let mut month = 1_u64;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        let Some(rest) = left.checked_sub(length) else { break };
        (left, month) = (rest, month.saturating_add(1));
    }
    format!("{year:04}-{month:02}-{:02}", left.saturating_add(1).min(31))
}

const fn days_of(year: u64) -> u64 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    if is_leap { 366 } else { 365 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_shown_as_its_day_in_the_calendar() {
        for (seconds, shown) in [
            (0, "1970-01-01 00:00 UTC"),
            (951_782_399, "2000-02-28 23:59 UTC"),
            (951_782_400, "2000-02-29 00:00 UTC"),
            (1_767_225_599, "2025-12-31 23:59 UTC"),
            (1_795_917_660, "2026-11-29 02:01 UTC"),
            (1_835_395_200, "2028-02-29 00:00 UTC"),
            (4_107_542_400, "2100-03-01 00:00 UTC"),
        ] {
            assert_eq!(minute(Timestamp(seconds)), shown);
        }
        assert_eq!(date(Timestamp(0)).0, "<time datetime=\"1970-01-01\">1970-01-01</time>");
        assert!(minute(Timestamp(u64::MAX)).starts_with("9999-12-31"));
    }
}
