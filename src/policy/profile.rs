//! Profiles: named bundles of settings.

use serde_json::{Map, Value};

use crate::json;

/// A named bundle of settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The name, a word of the setting `PROFILE`.
    pub name: &'static str,
    /// The settings. A table can be in it several times, each time with other members.
    pub settings: &'static [ProfileSetting],
}

/// The value that a profile gives to a setting that the operator leaves empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileSetting {
    /// The name of the setting.
    pub name: &'static str,
    /// The value, written as an operator writes it. Of a table, the members that the profile gives.
    pub value: &'static str,
    /// The values that the operator may choose instead.
    pub choice: Choice,
}

/// The values that an operator may choose instead of that of a profile. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Every value.
    Any,
    /// Only values of these words.
    Among(&'static [&'static str]),
    /// None.
    Nothing,
}

/// The setting whose members are tables by issuer: a profile gives rules to every issuer.
pub const STATEMENT_ISSUERS: &str = "STATEMENT_ISSUERS";

impl ProfileSetting {
    /// Returns the members that the profile gives to a table; `None` for another setting.
    #[must_use]
    pub fn members(&self) -> Option<Map<String, Value>> {
        if self.value.starts_with('{') { json::parse_trusted_object(self.value) } else { None }
    }

    /// Checks a value of the operator that is no table; `Err` says what the setting must do.
    fn check_text(&self, text: &str, profile: &str) -> Result<(), String> {
        let words = |text: &str| {
            json::parse_trusted_value(text)
                .filter(Value::is_array)
                .map_or_else(|| text.split_whitespace().map(str::to_owned).collect(), |list| words_of(&list))
        };
        match self.choice {
            Choice::Nothing if !has_same_words(&words(text), &words(self.value)) => {
                Err(format!("be {} or empty, since PROFILE is {profile}", self.value))
            }
            Choice::Among(known) if !words(text).iter().all(|word| known.contains(&&**word)) => {
                Err(format!("have only {}, since PROFILE is {profile}", known.join(", ")))
            }
            _ => Ok(()),
        }
    }

    /// Checks the members of a table of the operator; `Err` says what the setting must do.
    fn check_members(&self, table: &Map<String, Value>, profile: &str) -> Result<(), String> {
        for (member, value) in self.members().into_iter().flatten() {
            let Some(chosen) = table.get(&member) else { continue };
            match self.choice {
                Choice::Nothing if *chosen != value && !has_same_words(&words_of(chosen), &words_of(&value)) => {
                    return Err(format!("have {value} as {member}, or leave it out, since PROFILE is {profile}"));
                }
                Choice::Among(known) if !words_of(chosen).iter().all(|word| known.contains(&&**word)) => {
                    return Err(format!("have only {} in {member}, since PROFILE is {profile}", known.join(", ")));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Returns the words of a list of texts; a value of another type is one word that no list has.
fn words_of(value: &Value) -> Vec<String> {
    let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    value.as_array().map_or_else(|| vec![word(value)], |values| values.iter().map(word).collect())
}

/// Returns true if two lists have the same words, in whatever order.
fn has_same_words(one: &[String], other: &[String]) -> bool {
    one.iter().all(|word| other.contains(word)) && other.iter().all(|word| one.contains(word))
}

impl Profile {
    /// Returns the value of a setting that is no table; `None` if the profile gives none.
    #[must_use]
    pub fn value(&self, setting: &str) -> Option<&'static str> {
        let given = self.settings.iter().find(|given| given.name == setting && !given.value.starts_with('{'));
        given.map(|given| given.value)
    }

    /// Checks a value of the operator; `Err` says what the setting must do.
    pub fn check(&self, setting: &str, text: &str) -> Result<(), String> {
        let table = json::parse_trusted_object(text);
        for given in self.settings.iter().filter(|given| given.name == setting) {
            match &table {
                Some(_) if setting == STATEMENT_ISSUERS => {}
                Some(table) => given.check_members(table, self.name)?,
                None => given.check_text(text, self.name)?,
            }
        }
        Ok(())
    }

    /// Adds the members that the profile gives to a table of this name, where the operator has none.
    pub fn complete(&self, setting: &str, table: &mut Map<String, Value>) {
        for given in self.settings.iter().filter(|given| given.name == setting) {
            for (member, value) in given.members().into_iter().flatten() {
                table.entry(member).or_insert(value);
            }
        }
    }

    /// Returns the entry of an issuer of statements with the rules of the profile; `Err` says what the entry must do.
    pub fn entry_of_issuer(&self, entry: &Map<String, Value>) -> Result<Map<String, Value>, String> {
        for given in self.settings.iter().filter(|given| given.name == STATEMENT_ISSUERS) {
            given.check_members(entry, self.name)?;
        }
        let mut entry = entry.clone();
        self.complete(STATEMENT_ISSUERS, &mut entry);
        Ok(entry)
    }
}
