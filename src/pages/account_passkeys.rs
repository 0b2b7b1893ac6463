//! The passkeys on the user's own page.

use maud::{Markup, html};

use crate::model::{Backup, Passkey};
use crate::pages::account::{button_form, list};
use crate::pages::date::{date, minute};
use crate::pages::passkey::failed;
use crate::pages::{Look, shown, texts::account as texts};

/// The most characters of a name that a user can type.
const LONGEST_NAME: usize = 64;

/// The passkeys on the user's own page.
#[derive(Clone, Copy, Debug)]
pub struct PasskeySection<'a> {
    /// The passkeys.
    pub entries: &'a [Passkey],
    /// The options with which the browser makes another one, as JSON; `None` if the user must sign in again before passkeys
    /// can be added or removed.
    pub options: Option<&'a str>,
}

/// Makes the section. The form of a new passkey is hidden until its script finds that the browser has passkeys.
pub(super) fn section(section: &PasskeySection<'_>, token: &str, look: &Look<'_>) -> Markup {
    html! {
        h2 { (look.say(texts::PASSKEYS)) }
        p.soft { (look.say(texts::PASSKEYS_WHAT)) }
        (list(section.entries, texts::NO_PASSKEYS, &|passkey| entry(passkey, section, token, look), look))
        @match section.options {
            Some(options) => {
                div hidden {
                    form method="post" action=(look.path("/account")) data-passkey=(options) {
                        input type="hidden" name="token" value=(token);
                        input type="hidden" name="action" value="add-passkey";
                        input type="hidden" name="credential";
                        label for="passkey-name" { (look.say(texts::PASSKEY_NAME)) }
                        input #passkey-name name="name" type="text" autocomplete="off" maxlength=(LONGEST_NAME)
                            aria-describedby="passkey-rule";
                        p.hint #passkey-rule { (look.say(texts::PASSKEY_NAME_RULE)) }
                        button.small { (look.say(texts::ADD_PASSKEY)) }
                    }
                    (failed(look))
                }
            }
            None => p { a href=(look.path("/sign-in")) { (look.say(texts::SIGN_IN_AGAIN)) } }
        }
    }
}

fn entry(passkey: &Passkey, section: &PasskeySection<'_>, token: &str, look: &Look<'_>) -> Markup {
    let name = shown::neutral(&passkey.name, LONGEST_NAME);
    let label = look.fill_plain(texts::REMOVE_PASSKEY_OF, &[("name", &name)]);
    let stored = match passkey.backup {
        Backup::Done => texts::BACKED_UP,
        Backup::Impossible => texts::ON_ONE_DEVICE,
        Backup::Possible => texts::NOT_BACKED_UP,
    };
    html! {
        p { (shown::name(&passkey.name)) }
        dl {
            dt { (look.say(texts::ADDED)) }
            dd { (date(passkey.created_at)) }
            dt { (look.say(texts::LAST_USED)) }
            dd { @match passkey.last_used_at { Some(at) => (minute(at)), None => (look.say(texts::NEVER)) } }
            dt { (look.say(texts::STORED)) }
            dd { (look.say(stored)) }
        }
        @if section.options.is_some() {
            (rename_form(passkey, &name, section, token, look))
            (button_form("remove-passkey", Some(("passkey", &passkey.id)), "grave small",
                texts::REMOVE_PASSKEY, Some(&label), token, look))
        }
    }
}

/// Makes the form of a new name, which begins with the name as it is shown.
fn rename_form(passkey: &Passkey, name: &str, section: &PasskeySection<'_>, token: &str, look: &Look<'_>) -> Markup {
    let field = format!("name-{}", section.entries.iter().take_while(|other| !std::ptr::eq(*other, passkey)).count());
    let label = look.fill_plain(texts::RENAME_PASSKEY_OF, &[("name", name)]);
    html! {
        details {
            summary aria-label=(label) { (look.say(texts::RENAME_PASSKEY)) }
            form method="post" action=(look.path("/account")) {
                input type="hidden" name="token" value=(token);
                input type="hidden" name="passkey" value=(passkey.id);
                label for=(field) { (look.say(texts::NEW_NAME)) }
                input id=(field) name="name" type="text" value=(name) required autocomplete="off"
                    maxlength=(LONGEST_NAME);
                button.quiet.small name="action" value="rename-passkey" aria-label=(label) {
                    (look.say(texts::RENAME_PASSKEY))
                }
            }
        }
    }
}
