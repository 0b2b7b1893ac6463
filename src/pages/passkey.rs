//! The parts of pages that need passkeys, which a script shows where the browser has them.

use maud::{Markup, PreEscaped, html};

use crate::pages::{Look, texts::account, texts::sign_in as texts};

/// The script that adds passkeys, and signs in with them.
pub const PASSKEY_SCRIPT: &str = include_str!("passkey.js");

/// Returns the element that loads the script.
pub fn script(look: &Look<'_>) -> Markup {
    html! { script src=(look.path("/assets/passkey.js")) defer { (PreEscaped("")) } }
}

/// Makes the messages that the script shows when the browser gives no passkey.
pub fn failed(look: &Look<'_>) -> Markup {
    html! {
        div .box .bad role="alert" #passkey-failed hidden { p { (look.say(texts::PASSKEY_FAILED)) } }
        div .box .bad role="alert" #passkey-exists hidden { p { (look.say(account::PASSKEY_EXISTS)) } }
    }
}
