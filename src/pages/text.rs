//! Texts in every language, and the way that values get into them.

use maud::{Markup, PreEscaped, Render};

use crate::pages::Language;

/// A text in every language, in the order of [`Language::ALL`]. It has names in braces where values go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text(pub [&'static str; 4]);

impl Text {
    /// Returns the text in a language.
    #[must_use]
    pub const fn in_language(self, language: Language) -> &'static str {
        let [english, german, portuguese, japanese] = self.0;
        match language {
            Language::English => english,
            Language::German => german,
            Language::Japanese => japanese,
            Language::Portuguese => portuguese,
        }
    }

    /// Returns the text in a language as markup, with the values in their places. The text itself is escaped; the values
    /// are markup.
    #[must_use]
    pub fn filled(self, language: Language, values: &[(&str, Markup)]) -> Markup {
        let mut markup = String::new();
        for part in self.parts(language) {
            match part {
                Part::Place(name) => {
                    let value = values.iter().find(|(known, _)| *known == name);
                    markup.extend(value.map(|(_, PreEscaped(value))| value.as_str()));
                }
                Part::Words(words) => words.render_to(&mut markup),
            }
        }
        PreEscaped(markup)
    }

    /// Returns the text in a language with the values in their places, not escaped.
    #[must_use]
    pub fn filled_plain(self, language: Language, values: &[(&str, &str)]) -> String {
        let value = |name: &str| values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| *value);
        let parts = self.parts(language).map(|part| match part {
            Part::Place(name) => value(name),
            Part::Words(words) => words,
        });
        parts.collect()
    }

    fn parts(self, language: Language) -> impl Iterator<Item = Part> {
        let text = self.in_language(language);
        text.split('{')
            .enumerate()
            .flat_map(|(number, part)| match part.split_once('}') {
                Some((name, words)) if number > 0 => [Some(Part::Place(name)), Some(Part::Words(words))],
                _ => [None, Some(Part::Words(part))],
            })
            .flatten()
    }
}

/// A part of a text.
enum Part {
    /// The name of a value that goes here.
    Place(&'static str),
    /// Words of the text.
    Words(&'static str),
}

/// Defines texts, one for each line: a name, then the text in English, German, Portuguese and Japanese.
macro_rules! texts {
    ($($name:ident = $english:literal, $german:literal, $portuguese:literal, $japanese:literal;)*) => {
        $(
            pub const $name: $crate::pages::text::Text =
                $crate::pages::text::Text([$english, $german, $portuguese, $japanese]);
        )*

        /// The texts of this part with their names, for the test of all texts.
        #[cfg(test)]
        pub const ALL: &[(&str, $crate::pages::text::Text)] = &[$((stringify!($name), $name)),*];
    };
}

pub(super) use texts;

#[cfg(test)]
mod tests {
    use maud::html;

    use super::*;

    #[test]
    fn a_text_is_escaped_and_a_value_is_markup() {
        let text = Text(["<a> & {x}, {y}{x}", "{x}", "", "{"]);
        let values = [("x", html! { b { "<" } }), ("z", html! { "never" })];
        assert_eq!(text.filled(Language::English, &values).0, "&lt;a&gt; &amp; <b>&lt;</b>, <b>&lt;</b>");
        assert_eq!(text.filled(Language::German, &values).0, "<b>&lt;</b>");
        assert_eq!(text.filled(Language::Portuguese, &values).0, "");
        assert_eq!(text.filled(Language::Japanese, &values).0, "");
        let plain = [("x", "{y}<"), ("y", "{x}")];
        assert_eq!(text.filled_plain(Language::English, &plain), "<a> & {y}<, {x}{y}<");
    }
}
