//! The look of a page: its language and the operator's brand.

use maud::Markup;

use crate::client_metadata::Translated;
use crate::http::Request;
use crate::model::Config;
use crate::pages::Language;
use crate::pages::language::wanted;
use crate::pages::text::Text;

/// The look of a page: its language and the operator's brand. Every page of one request has the same look.
#[derive(Clone, Debug)]
pub struct Look<'a> {
    wanted: Vec<String>,
    language: Language,
    /// The configuration.
    pub config: &'a Config,
    /// The name of the request in the log.
    pub ray_id: &'a str,
}

impl<'a> Look<'a> {
    /// Chooses the look for a request. The `ui_locales` of an authorization request go before the languages of the
    /// browser.
    #[must_use]
    pub fn of(request: &'a Request, ui_locales: &[String], config: &'a Config) -> Self {
        let wanted = wanted(request, ui_locales);
        let language = Language::best(&wanted);
        Self { wanted, language, config, ray_id: &request.ray_id }
    }

    /// Returns the language of the page.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Returns the name of the operator, or the host of the server.
    #[must_use]
    pub fn operator(&self) -> &'a str {
        self.config.brand.name.as_deref().unwrap_or_else(|| self.config.issuer.authority())
    }

    /// Returns the address of a path of this server, such as `/sign-in`, without scheme and host.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.config.issuer.path())
    }

    /// Returns a text without values in the language of the page.
    #[must_use]
    pub const fn say(&self, text: Text) -> &'static str {
        text.in_language(self.language)
    }

    /// Returns a text with values in the language of the page.
    #[must_use]
    pub fn fill(&self, text: Text, values: &[(&str, Markup)]) -> Markup {
        text.filled(self.language, values)
    }

    /// Returns a text with values in the language of the page, as plain text for a title or an attribute.
    #[must_use]
    pub fn fill_plain(&self, text: Text, values: &[(&str, &str)]) -> String {
        text.filled_plain(self.language, values)
    }

    /// Returns the value for the user's languages, with its tag: the value of the first language that has one, else the
    /// value without a tag, else any. RFC 4647 section 3.4.
    #[must_use]
    pub fn best_of<'v, T>(&self, values: &'v Translated<T>) -> Option<(Option<&'v str>, &'v T)> {
        let of = |tag: &str| values.tagged.iter().find(|(known, _)| known.eq_ignore_ascii_case(tag));
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        // The value without a tag comes before languages that the user likes less than that of the page.
        let preferred = self.wanted.iter().position(|tag| primary(tag) == self.language.tag());
        let preferred = preferred.map_or(self.wanted.len(), |last| last.saturating_add(1));
        let ranges = self.wanted.iter().take(preferred).map(String::as_str).chain([self.language.tag()]);
        let found = ranges.into_iter().find_map(|range| {
            let lengths = range.match_indices('-').map(|(length, _)| length).chain([range.len()]);
            let mut shorter: Vec<&str> = lengths.filter_map(|length| range.get(..length)).collect();
            shorter.reverse();
            shorter.into_iter().find_map(of)
        });
        let untagged = values.untagged.as_ref().map(|value| (None, value));
        let tagged = found.map(|(tag, value)| (Some(&**tag), value));
        tagged.or(untagged).or_else(|| values.tagged.first().map(|(tag, value)| (Some(&**tag), value)))
    }
}
