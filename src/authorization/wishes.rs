//! The wishes of a client for the sign-in: prompt, age, context and languages. OpenID Connect Core section 3.1.2.1.

use oxilangtag::LanguageTag;

use crate::authorization::parameters::{Parameters, invalid};
use crate::client_metadata::{ClientMetadata, List, Text};
use crate::error::Refusal;
use crate::model::Prompt;

/// The most values of a list of wishes.
const MOST_VALUES: usize = 16;

/// The longest value of a list of wishes, and the longest login hint, in bytes.
const LONGEST_VALUE: usize = 256;

/// The names of the pages that a client can ask for.
// Not `create`: nobody makes an account here, and a client that asks for it must learn that. OpenID Connect Prompt Create
// section 4.1.
const PROMPTS: [(&str, Prompt); 4] = [
    ("consent", Prompt::Consent),
    ("login", Prompt::Login),
    ("none", Prompt::None),
    ("select_account", Prompt::SelectAccount),
];

/// Reads `prompt`; `Err` for an unknown value, and for `none` beside others.
pub fn prompt(parameters: &Parameters) -> Result<Vec<Prompt>, Refusal> {
    let known = |word: &str| PROMPTS.iter().find(|(name, _)| *name == word).map(|(_, prompt)| *prompt);
    let words = parameters.words("prompt", MOST_VALUES)?;
    let prompts: Option<Vec<Prompt>> = words.into_iter().map(known).collect();
    let prompts = prompts.ok_or_else(|| invalid("prompt", "be login, consent, select_account or none"))?;
    if prompts.len() > 1 && prompts.contains(&Prompt::None) {
        return Err(invalid("prompt", "have the value none alone"));
    }
    Ok(prompts)
}

/// Reads `max_age`. Without it, the registered `default_max_age` counts. OpenID Connect Registration section 2.
pub fn max_age(parameters: &Parameters, metadata: &ClientMetadata) -> Result<Option<u64>, Refusal> {
    let Some(text) = parameters.form.value("max_age") else { return Ok(metadata.default_max_age.map(|age| age.0)) };
    let is_number = (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let age = text.parse().ok().filter(|_| is_number);
    age.map(Some).ok_or_else(|| invalid("max_age", "be a whole number of seconds"))
}

/// Reads `login_hint`.
pub fn login_hint(parameters: &Parameters) -> Result<Option<String>, Refusal> {
    let hint = parameters.text("login_hint", LONGEST_VALUE)?;
    // A hint is a help for the user only, so a bad one is no error.
    Ok(hint.filter(|hint| !hint.chars().any(char::is_control)).map(str::to_owned))
}

/// Reads `ui_locales`. A tag that is none of BCP 47 is ignored, because an unsupported language is no error.
pub fn ui_locales(parameters: &Parameters) -> Result<Vec<String>, Refusal> {
    let words = parameters.words("ui_locales", MOST_VALUES)?;
    let is_tag = |word: &&str| word.len() <= LONGEST_VALUE && LanguageTag::parse(*word).is_ok();
    Ok(words.into_iter().filter(is_tag).map(str::to_owned).collect())
}

/// Reads `acr_values`. Without it, the registered `default_acr_values` count. OpenID Connect Registration section 2.
pub fn acr_values(parameters: &Parameters, metadata: &ClientMetadata) -> Result<Vec<String>, Refusal> {
    let words = parameters.words("acr_values", MOST_VALUES)?;
    if words.iter().any(|word| word.len() > LONGEST_VALUE) {
        return Err(invalid("acr_values", format!("not have a value of more than {LONGEST_VALUE} bytes")));
    }
    if words.is_empty() {
        let default = metadata.default_acr_values.as_ref().map_or(&[][..], List::as_slice);
        return Ok(default.iter().map(Text::as_str).map(str::to_owned).collect());
    }
    Ok(words.into_iter().map(str::to_owned).collect())
}
