//! The table of all texts that users see.

pub mod account;
pub mod consent;
pub mod device;
pub mod error;
pub mod factor;
pub mod sign_in;
pub mod sign_out;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::pages::{Language, text::Text};

    fn all() -> impl Iterator<Item = &'static (&'static str, Text)> {
        [account::ALL, consent::ALL, device::ALL, error::ALL, factor::ALL, sign_in::ALL, sign_out::ALL]
            .into_iter()
            .flatten()
    }

    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).map(|part| part.split_once('}').expect("a closing brace").0).collect()
    }

    #[test]
    fn every_text_is_in_every_language_with_the_same_places_for_values() {
        assert!(all().count() > 100);
        for (name, text) in all() {
            let english = text.in_language(Language::English);
            for language in Language::ALL {
                let translated = text.in_language(language);
                assert!(!translated.trim().is_empty() && translated.trim() == translated, "{name} in {language:?}");
                assert_eq!(places(translated), places(english), "{name} in {language:?}");
                let is_sentence = |text: &str| text.ends_with(['.', '。', ':', '：']);
                assert_eq!(is_sentence(translated), is_sentence(english), "{name} in {language:?}");
            }
        }
    }

    #[test]
    fn only_japanese_is_written_in_japanese_characters() {
        for (name, text) in all() {
            for language in Language::ALL {
                let is_japanese = text
                    .in_language(language)
                    .chars()
                    .any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'));
                assert_eq!(is_japanese, language == Language::Japanese, "{name} in {language:?}");
            }
        }
    }
}
