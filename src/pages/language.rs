//! The languages of the pages, and the choice between them. RFC 4647 section 3.4, RFC 9110 section 12.5.4.

use crate::http::{Field, Request};

/// A language of the pages. English is the default and comes first, the others in alphabetical order of their tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
    /// Japanese.
    Japanese,
    /// Portuguese.
    Portuguese,
}

impl Language {
    /// All languages, in the order of the columns of the texts.
    pub const ALL: [Self; 4] = [Self::English, Self::German, Self::Portuguese, Self::Japanese];

    /// Returns the language tag. BCP 47.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Japanese => "ja",
            Self::Portuguese => "pt",
        }
    }

    /// Returns the language of the first tag that is one of these languages, in any region or script.
    #[must_use]
    pub fn best(wanted: &[String]) -> Self {
        let of = |tag: &String| {
            let primary = tag.split('-').next().unwrap_or_default();
            Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
        };
        wanted.iter().find_map(of).unwrap_or(Self::English)
    }
}

/// The most language tags that are looked at, in each of the two lists.
const MAXIMUM_TAGS: usize = 16;

/// The longest tag that is looked at, in characters. RFC 5646 section 4.4.1.
const LONGEST_TAG: usize = 35;

/// The longest field that is read, in bytes.
const LONGEST_FIELD: usize = 1024;

/// Returns the tags of the languages that the user reads, best first: those of the request's `ui_locales`, then those of
/// the browser.
#[must_use]
pub fn wanted(request: &Request, ui_locales: &[String]) -> Vec<String> {
    let accepted = request.headers.value(Field::AcceptLanguage).unwrap_or_default();
    let asked = ui_locales.iter().take(MAXIMUM_TAGS).map(String::as_str).filter(|tag| is_tag(tag));
    asked.chain(accepted_tags(accepted)).map(str::to_owned).collect()
}

/// Reads the tags of an `accept-language` field by their weight. Malformed ranges and `*` say nothing and are left out.
fn accepted_tags(field: &str) -> Vec<&str> {
    if field.len() > LONGEST_FIELD {
        return Vec::new();
    }
    let mut tags: Vec<(u16, &str)> = Vec::new();
    for (weight, tag) in field.split(',').filter_map(weighted).take(MAXIMUM_TAGS) {
        // Tags of equal weight stay in the order of the field.
        tags.insert(tags.partition_point(|(heavier, _)| *heavier >= weight), (weight, tag));
    }
    tags.into_iter().map(|(_, tag)| tag).collect()
}

/// Reads a range and its weight in thousandths; `None` for weight 0, which excludes the language.
fn weighted(range: &str) -> Option<(u16, &str)> {
    let (tag, parameter) = range.split_once(';').map_or((range, None), |(tag, rest)| (tag, Some(rest)));
    let weight = match parameter {
        None => 1000,
        Some(parameter) => weight(parameter.trim())?,
    };
    let tag = tag.trim();
    (weight > 0 && is_tag(tag)).then_some((weight, tag))
}

/// Reads a weight in thousandths. RFC 9110 section 12.4.2.
fn weight(parameter: &str) -> Option<u16> {
    // Case makes no difference in the name of a parameter. RFC 9110 section 5.6.6.
    let value = parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q="))?;
    let (whole, decimals) = value.split_once('.').unwrap_or((value, ""));
    let are_digits = decimals.len() <= 3 && decimals.bytes().all(|byte| byte.is_ascii_digit());
    match whole {
        "0" if are_digits => format!("{decimals:0<3}").parse().ok(),
        "1" if decimals.len() <= 3 && decimals.bytes().all(|byte| byte == b'0') => Some(1000),
        _ => None,
    }
}

fn is_tag(tag: &str) -> bool {
    let is_subtag = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    tag.len() <= LONGEST_TAG && tag.split('-').all(is_subtag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Body, Head, Headers, Method};

    fn request(accepted: &str) -> Request {
        let mut headers = Headers::default();
        headers.add(Field::AcceptLanguage, accepted);
        let head = Head { method: Method::Get, url: "https://as.example/", address: None, ray_id: None };
        head.request(headers, Body::Complete(Vec::new()))
    }

    fn chosen(accepted: &str, ui_locales: &[&str]) -> Language {
        let ui_locales: Vec<String> = ui_locales.iter().map(|&tag| tag.to_owned()).collect();
        Language::best(&wanted(&request(accepted), &ui_locales))
    }

    #[test]
    fn the_browser_chooses_the_language_by_weight() {
        for (accepted, language) in [
            ("", Language::English),
            ("de", Language::German),
            ("DE-at", Language::German),
            ("fr, ja;q=0.8, de;q=0.9", Language::German),
            ("fr;q=1.0, pt-BR;q=0.5, *;q=0.1", Language::Portuguese),
            ("en;q=0.8, ja;q=0.8", Language::English),
            ("de;q=0, ja;q=0.001", Language::Japanese),
            ("de;q=0.5 , ja ; q=0.75", Language::Japanese),
            ("fr, es", Language::English),
            ("*", Language::English),
        ] {
            assert_eq!(chosen(accepted, &[]), language, "{accepted}");
        }
    }

    #[test]
    fn a_malformed_range_says_nothing() {
        for accepted in [
            "de;q=2",
            "de;q=1.001",
            "de;q=0.1234",
            "de;q=x",
            "de;q=",
            "de;level=1",
            "de_DE",
            "d\u{e9}",
            "de--x",
            "-de",
            "de-abcdefghi",
            ";q=1",
            ", ,",
            &format!("{}de", "fr,".repeat(16)),
            &format!("de{}", " ".repeat(1024)),
        ] {
            assert_eq!(chosen(accepted, &[]), Language::English, "{accepted}");
        }
        assert_eq!(chosen(&format!("{}de", "fr,".repeat(15)), &[]), Language::German);
    }

    /// OpenID Connect Core section 3.1.2.1.
    #[test]
    fn the_client_chooses_before_the_browser() {
        assert_eq!(chosen("de", &["fr-CA", "ja"]), Language::Japanese);
        assert_eq!(chosen("de", &["fr-CA"]), Language::German);
        assert_eq!(chosen("de", &["en-GB"]), Language::English);
        let many = [["fr"; 16].as_slice(), &["ja"]].concat();
        assert_eq!(chosen("", &many), Language::English);
        assert_eq!(wanted(&request("pt-BR, <b>"), &["\"><script>".to_owned(), "de".to_owned()]), ["de", "pt-BR"]);
    }
}
