//! `docs/reference/settings.md`: every setting by the task that it is for, as the code reads it.

mod access_tokens;
mod admission;
mod authorization;
mod bindings;
mod certificates;
mod checks;
mod client_documents;
mod client_life;
mod fetching;
mod hook;
mod identity;
mod identity_providers;
mod metadata;
mod page;
mod pages;
mod profiles;
mod redirects;
pub mod sample;
mod sign_in;
mod storage;

use std::ops::RangeInclusive;

/// Settings for one task.
pub struct Group {
    pub title: &'static str,
    pub intro: &'static str,
    pub settings: &'static [Setting],
}

/// A setting as its reader needs it. Values are texts as the Worker gets them: words, numbers, or JSON.
pub struct Setting {
    pub name: &'static str,
    /// Says what the setting is for.
    pub purpose: &'static str,
    pub value: Value,
    pub default: Default,
    pub example: &'static str,
    /// Other settings that the example needs.
    pub beside: &'static [(&'static str, &'static str)],
    /// A value that the server refuses.
    pub refused: &'static str,
    /// Says what happens without the setting, or with a wrong value.
    pub trouble: &'static str,
}

/// The kinds of values.
pub enum Value {
    /// One or more of the names that the server knows.
    Names(&'static [&'static str]),
    /// A whole number of a unit.
    Number(RangeInclusive<i64>, &'static str),
    /// One word, each with its meaning.
    OneOf(&'static [(&'static str, &'static str)]),
    /// A list of these words, each with its meaning.
    SomeOf(&'static [(&'static str, &'static str)]),
    /// A table with these members in each entry or at its top.
    Table(&'static str, &'static [(&'static str, &'static str)]),
    /// Anything else, in words.
    Text(&'static str),
}

/// Defaults, written as the setting is.
pub enum Default {
    /// This value.
    Is(&'static str),
    /// This value in most cases; the words say in which.
    Mostly(&'static str, &'static str),
    /// There is none, and the server needs the setting.
    Required,
    /// No value means the same as the absence of the setting.
    Unset(&'static str),
}

/// All groups, in the order of the page.
pub const GROUPS: [&Group; 20] = [
    &identity::GROUP,
    &admission::GROUP,
    &admission::STATEMENTS,
    &hook::GROUP,
    &admission::CLIENTS,
    &client_documents::GROUP,
    &sign_in::GROUP,
    &identity_providers::GROUP,
    &metadata::GROUP,
    &metadata::SCOPES,
    &redirects::GROUP,
    &profiles::GROUP,
    &authorization::GROUP,
    &access_tokens::GROUP,
    &certificates::GROUP,
    &pages::GROUP,
    &client_life::GROUP,
    &client_life::CREDENTIALS,
    &storage::GROUP,
    &fetching::GROUP,
];

/// All settings, in the order of the page.
pub fn all() -> impl Iterator<Item = &'static Setting> {
    GROUPS.iter().flat_map(|group| group.settings)
}
