//! The plots of the first page of the console: how often things happened, as pictures and as tables.

use maud::{Markup, html};

use crate::model::{Count, Metric, OTHER, Span};
use crate::pages::console::clients::encoded;
use crate::pages::date::{date, minute};
use crate::pages::{Look, shown};
use crate::unit::{Seconds, Timestamp};

/// The counts of a period.
#[derive(Clone, Debug)]
pub struct Activity {
    /// The period.
    pub period: Period,
    /// The time of the page.
    pub now: Timestamp,
    /// The counts of registrations and tokens, by the spans of the period.
    pub courses: Vec<Count>,
    /// The most frequent keys of the other metrics, the most frequent first.
    pub tops: Vec<Count>,
}

/// A period that the plots show. In the order of their lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// The last 24 hours, by hour.
    Day,
    /// The last 30 days, by day.
    Month,
}

impl Period {
    /// Both periods.
    pub const ALL: [Self; 2] = [Self::Day, Self::Month];

    /// Returns the word in an address.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// Returns the span of a bar.
    #[must_use]
    pub const fn span(self) -> Span {
        match self {
            Self::Day => Span::Hour,
            Self::Month => Span::Day,
        }
    }

    const fn bars(self) -> u16 {
        match self {
            Self::Day => 24,
            Self::Month => 30,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Day => "Last 24 hours",
            Self::Month => "Last 30 days",
        }
    }

    /// Returns the beginning of the first bar. The last one is the span of now.
    #[must_use]
    pub fn begin(self, now: Timestamp) -> Timestamp {
        let Seconds(length) = self.span().length();
        let before = length.saturating_mul(u64::from(self.bars().saturating_sub(1)));
        self.span().begin(now).before(Seconds(before))
    }

    fn times(self, now: Timestamp) -> impl Iterator<Item = Timestamp> {
        let Seconds(length) = self.span().length();
        let begin = self.begin(now);
        (0..u64::from(self.bars())).map(move |number| begin.after(Seconds(length.saturating_mul(number))))
    }

    fn label(self, at: Timestamp) -> Markup {
        match self {
            Self::Day => html! { (minute(at)) },
            Self::Month => date(at),
        }
    }
}

/// The parts of a bar, from the bottom: a word, and the words that end the keys it counts.
type Parts = [(&'static str, &'static str)];

const REGISTRATIONS: [(&str, &str); 4] = [
    ("registered", "registered"),
    ("refused", "refused"),
    ("failed", "failed"),
    ("tried without registering", "explained"),
];
const TOKENS: [(&str, &str); 3] = [("issued", "issued"), ("refused", "refused"), ("failed", "failed")];

/// The lists of the most frequent keys: their titles, and the words for a key.
const LISTS: [(Metric, &str, &str); 5] = [
    (Metric::Refusal, "Refusals by reason", "Code and member"),
    (Metric::RedirectHost, "Registrations by redirection host", "Host"),
    (Metric::Software, "Registrations by software", "Software"),
    (Metric::Registrant, "Registrations by who vouches", "Vouched for by"),
    (Metric::SealedClient, "A sample of the clients that left no row", "Client"),
];

/// Makes the part of the page with the plots.
pub fn plots(activity: &Activity, path: &str, look: &Look<'_>) -> Markup {
    let Activity { period, tops, .. } = activity;
    html! {
        h2 #activity { "Activity" }
        @if !look.config.metrics.are_on() { p { "Nothing is counted: METRICS is off." } }
        @else {
            nav.ways aria-label="Period" {
                ul {
                    @for other in Period::ALL {
                        li {
                            a href={ (look.path(path)) "?period=" (other.word()) "#activity" }
                                aria-current=[(other == *period).then_some("true")] { (other.name()) }
                        }
                    }
                }
            }
            (course("Registrations", Metric::Registration, &REGISTRATIONS, activity))
            (course("Requests for tokens", Metric::Token, &TOKENS, activity))
            @for (metric, title, of) in LISTS { (list(metric, (title, of), tops, look)) }
            p.soft { "Counts are up to a minute old, in UTC. Names are those that clients choose: anybody can choose them." }
        }
    }
}

/// The height of a picture, and the widths of a bar with and without its gap.
const HEIGHT: u64 = 100;
const STEP: u64 = 10;
const BAR: u64 = 8;

fn course(title: &str, metric: Metric, parts: &Parts, activity: &Activity) -> Markup {
    let ends_with = |key: &str, end: &str| key.rsplit(' ').next() == Some(end);
    let count = |at: Timestamp, end: &str| -> u64 {
        let of_part =
            activity.courses.iter().filter(|it| it.metric == metric && it.at == at && ends_with(&it.key, end));
        of_part.map(|it| it.count).fold(0, u64::saturating_add)
    };
    let bars: Vec<(Timestamp, Vec<u64>)> = activity
        .period
        .times(activity.now)
        .map(|at| (at, parts.iter().map(|(_, end)| count(at, end)).collect()))
        .collect();
    let most = bars.iter().map(|(_, counts)| sum(counts)).max().unwrap_or_default();
    let of_part = |part: usize| bars.iter().filter_map(|(_, counts)| counts.get(part).copied()).collect::<Vec<_>>();
    let totals: Vec<u64> = (0..parts.len()).map(|part| sum(&of_part(part))).collect();
    let shown: Vec<usize> = (0..parts.len()).filter(|part| totals.get(*part).is_some_and(|total| *total > 0)).collect();
    let word = |part: &usize| parts.get(*part).map_or("", |(word, _)| word);
    html! {
        h3 { (title) }
        @if most == 0 { p { "None." } }
        @else {
            ul.key {
                @for part in &shown {
                    li { span class={ "part p" (part) } {} " " (word(part)) ": " (totals.get(*part).copied().unwrap_or_default()) }
                }
            }
            (picture(&bars, most))
            p.axis {
                @if let (Some((first, _)), Some((last, _))) = (bars.first(), bars.last()) {
                    span { (activity.period.label(*first)) }
                    span { "at most " (most) }
                    span { (activity.period.label(*last)) }
                }
            }
            details {
                summary { (title) " as a table" }
                table {
                    caption.hidden { (title) }
                    thead { tr { th scope="col" { "From" } @for part in &shown { th scope="col" { (word(part)) } } } }
                    tbody {
                        @for (at, counts) in &bars {
                            @if sum(counts) > 0 {
                                tr {
                                    th scope="row" { (activity.period.label(*at)) }
                                    @for part in &shown { td { (counts.get(*part).copied().unwrap_or_default()) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Draws bars. The table below says the same to those who do not see them.
fn picture(bars: &[(Timestamp, Vec<u64>)], most: u64) -> Markup {
    let width = STEP.saturating_mul(u64::try_from(bars.len()).unwrap_or_default());
    html! {
        svg.plot viewBox={ "0 0 " (width) " " (HEIGHT) } preserveAspectRatio="none" aria-hidden="true" {
            @for (number, (_, counts)) in (0..).zip(bars) {
                @for (part, top, height) in stack(counts, most) {
                    rect class={ "p" (part) } x=(STEP.saturating_mul(number)) y=(top) width=(BAR) height=(height) {}
                }
            }
        }
    }
}

/// Returns the parts of a bar, each with its place from above and its height.
fn stack(counts: &[u64], most: u64) -> Vec<(usize, u64, u64)> {
    let mut below: u64 = 0;
    let mut parts = Vec::new();
    for (part, count) in counts.iter().enumerate() {
        let bottom = scaled(below, most);
        below = below.saturating_add(*count);
        let top = scaled(below, most);
        if *count > 0 {
            // One failure among thousands is still to be seen.
            let height = top.saturating_sub(bottom).max(1);
            parts.push((part, HEIGHT.saturating_sub(bottom.saturating_add(height)), height));
        }
    }
    parts
}

fn scaled(count: u64, most: u64) -> u64 {
    HEIGHT.saturating_mul(count).checked_div(most).unwrap_or_default()
}

fn sum(counts: &[u64]) -> u64 {
    counts.iter().copied().fold(0, u64::saturating_add)
}

fn list(metric: Metric, (title, of): (&str, &str), tops: &[Count], look: &Look<'_>) -> Markup {
    let counts: Vec<&Count> = tops.iter().filter(|it| it.metric == metric).collect();
    let part = if metric == Metric::Refusal { "p1" } else { "p0" };
    let most = counts.iter().map(|it| it.count).max().unwrap_or_default();
    html! {
        h3 { (title) }
        @if counts.is_empty() { p { "None." } }
        @else {
            table.top {
                caption.hidden { (title) }
                thead.hidden { tr { th scope="col" { (of) } th scope="col" { "Count" } } }
                tbody {
                    @for Count { key, count, .. } in counts {
                        tr {
                            th scope="row" {
                                @if metric == Metric::SealedClient && key != OTHER {
                                    a href={ (look.path("/console/client")) "?" (encoded("client_id", key)) } { (shown::code(key)) }
                                } @else { (shown::text(key)) }
                                svg.bar viewBox={ "0 0 " (HEIGHT) " 1" } preserveAspectRatio="none" aria-hidden="true" {
                                    rect class=(part) width=(scaled(*count, most).max(1)) height="1" {}
                                }
                            }
                            td { (count) }
                        }
                    }
                }
            }
        }
    }
}
