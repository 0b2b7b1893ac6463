//! The compression of short texts: a common fragment of a URL or name is one byte.

use std::sync::OnceLock;

use crate::sealed_client::fragments::FRAGMENTS;

/// The end of a text. The code of a fragment is its index plus one.
const END: u8 = 0;

/// Precedes a count and so many bytes that match no fragment.
const RUN: u8 = 254;

/// Precedes a single byte that matches no fragment.
const BYTE: u8 = 255;

/// The longest run.
const LONGEST_RUN: usize = 64;

/// Writes a text in the fewest bytes.
pub fn write(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    // Dynamic programming from the end: the cheapest encoding of each suffix, and its first step as a code and a
    // length.
    let mut costs: Vec<usize> = vec![0; bytes.len().saturating_add(1)];
    let mut steps: Vec<(u8, usize)> = vec![(END, 0); bytes.len()];
    for place in (0..bytes.len()).rev() {
        let rest = bytes.get(place..).unwrap_or_default();
        let cost_after = |length: usize| costs.get(place.saturating_add(length)).copied().unwrap_or_default();
        let mut best = (cost_after(1).saturating_add(2), (BYTE, 1));
        // Every visible ASCII character is a fragment, so a run never pays for it.
        let longest = if rest.first().is_some_and(u8::is_ascii_graphic) { 0 } else { rest.len().min(LONGEST_RUN) };
        for length in 2..=longest {
            let cost = cost_after(length).saturating_add(length).saturating_add(2);
            if cost < best.0 {
                best = (cost, (RUN, length));
            }
        }
        let fragments = rest.first().and_then(|first| beginning().get(usize::from(*first)));
        for (code, fragment) in fragments.into_iter().flatten() {
            // Two bytes rule out most fragments before a whole one is compared.
            let is_likely = fragment.as_bytes().get(1).is_none_or(|second| rest.get(1) == Some(second));
            if is_likely && rest.starts_with(fragment.as_bytes()) {
                let cost = cost_after(fragment.len()).saturating_add(1);
                if cost < best.0 {
                    best = (cost, (*code, fragment.len()));
                }
            }
        }
        if let (Some(cost), Some(step)) = (costs.get_mut(place), steps.get_mut(place)) {
            (*cost, *step) = best;
        }
    }
    let mut place = 0;
    while let Some((code, length)) = steps.get(place).copied() {
        out.push(code);
        let end = place.saturating_add(length);
        match code {
            BYTE => out.extend(bytes.get(place..end).unwrap_or_default()),
            RUN => {
                out.extend(u8::try_from(length));
                out.extend(bytes.get(place..end).unwrap_or_default());
            }
            _ => {}
        }
        place = end;
    }
    out.push(END);
}

/// Returns the fragments with their codes, grouped by their first byte and made on first use.
fn beginning() -> &'static [Vec<(u8, &'static str)>] {
    static BEGINNING: OnceLock<Vec<Vec<(u8, &'static str)>>> = OnceLock::new();
    BEGINNING.get_or_init(|| {
        let coded = || (1..RUN).zip(FRAGMENTS);
        let with = |first: u8| coded().filter(|(_, fragment)| fragment.as_bytes().first() == Some(&first)).collect();
        (0..=u8::MAX).map(with).collect()
    })
}

/// Reads a text; `None` if the bytes do not encode one.
pub fn read(input: &mut &[u8]) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let (code, rest) = input.split_first()?;
        *input = rest;
        match *code {
            END => return String::from_utf8(bytes).ok(),
            RUN => {
                let (length, rest) = input.split_first()?;
                let (run, rest) = rest.split_at_checked(usize::from(*length))?;
                bytes.extend(run);
                *input = rest;
            }
            BYTE => {
                let (byte, rest) = input.split_first()?;
                bytes.push(*byte);
                *input = rest;
            }
            code => bytes.extend(FRAGMENTS.get(usize::from(code.checked_sub(1)?))?.as_bytes()),
        }
    }
}
