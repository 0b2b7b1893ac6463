//! Texts of others on a page. A client's name, or the name of a user, can be chosen to deceive.

use maud::{Markup, html};

pub use crate::client_metadata::neutral;

use crate::model::Client;
use crate::pages::{Look, texts};

/// The most characters of a name that a page shows.
const LONGEST_NAME: usize = 80;

/// The most characters of any other text that a page shows, such as a scope value or an identifier.
const LONGEST_TEXT: usize = 120;

/// Returns a text of others as markup, cut off after 120 characters. Its direction does not touch the text around it.
#[must_use]
pub fn text(text: &str) -> Markup {
    html! { bdi { (neutral(text, LONGEST_TEXT)) } }
}

/// Returns a text of others as markup in the type of a machine.
#[must_use]
pub fn code(text: &str) -> Markup {
    html! { bdi { code { (neutral(text, LONGEST_TEXT)) } } }
}

/// Returns a host or an address of others as markup, never cut off: its end says whose it is.
#[must_use]
pub fn host(host: &str) -> Markup {
    html! { bdi.host { (neutral(host, usize::MAX)) } }
}

/// Returns a name of others as markup.
#[must_use]
pub fn name(text: &str) -> Markup {
    html! { bdi.name { (neutral(text, LONGEST_NAME)) } }
}

/// Returns words of the operator as markup, whole, with their language.
#[must_use]
pub fn words(language: Option<&str>, words: &str) -> Markup {
    html! { bdi lang=[language] { (neutral(words, usize::MAX)) } }
}

/// Returns the name of a client: the host of the document that describes it, or else its own name.
#[must_use]
pub fn client_name(client: &Client, look: &Look<'_>) -> Markup {
    match client {
        Client::Document(client) => host(&client.host),
        _ => own_name(client, look),
    }
}

/// Returns the name that a client gives itself in the language of the user, with the language of the name. RFC 7591
/// section 2.2.
#[must_use]
pub fn own_name(client: &Client, look: &Look<'_>) -> Markup {
    let name = look.best_of(&client.metadata().client_name);
    let unnamed = || html! { (look.say(texts::consent::UNNAMED)) };
    name.map_or_else(unnamed, |(tag, name)| html! { bdi.name lang=[tag] { (neutral(name.as_str(), LONGEST_NAME)) } })
}

/// Returns a name of a client without markup, for titles.
#[must_use]
pub fn plain_client_name(client: &Client, look: &Look<'_>) -> String {
    if let Client::Document(client) = client {
        return neutral(&client.host, usize::MAX);
    }
    let name = look.best_of(&client.metadata().client_name);
    name.map_or_else(|| look.say(texts::consent::UNNAMED).to_owned(), |(_, name)| neutral(name.as_str(), LONGEST_NAME))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Requirements C37, R44.
    #[test]
    fn a_text_of_others_stays_on_its_line_and_in_its_direction() {
        for (sent, shown) in [
            ("  Portal ", "Portal"),
            ("a\u{202e}b\u{2066}c", "a\u{fffd}b\u{fffd}c"),
            ("a\nb\r\tc\u{85}d\u{2028}e\0", "a\u{fffd}b\u{fffd}\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}"),
            ("a\u{200b}b\u{feff}", "a\u{fffd}b\u{fffd}"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("日本語アプリ", "日本語アプリ"),
        ] {
            assert_eq!(neutral(sent, 80), shown, "{sent:?}");
        }
        assert_eq!(neutral(&"é".repeat(80), 80), "é".repeat(80));
        assert_eq!(neutral(&"é".repeat(81), 80), format!("{}\u{2026}", "é".repeat(80)));
        assert_eq!(name("</bdi><script>\"'&").0, "<bdi class=\"name\">&lt;/bdi&gt;&lt;script&gt;&quot;'&amp;</bdi>");
        let long = format!("{}.example", "a.".repeat(200));
        assert!(host(&long).0.contains(&long));
    }
}
