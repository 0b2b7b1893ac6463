//! The section of the user's own page about the second factor.

use maud::{Markup, html};

use crate::model::Factor;
use crate::pages::account::button_form;
use crate::pages::date::date;
use crate::pages::{Look, texts::factor as texts};

/// The contents of the section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactorSection {
    /// The second factor of the user; `None` without one.
    pub factor: Option<Factor>,
    /// True if the user may be without one.
    pub may_remove: bool,
}

/// Makes the section.
pub fn factor_section(section: FactorSection, token: &str, look: &Look<'_>) -> Markup {
    let button = |action, class, text| button_form(action, None, class, text, None, token, look);
    html! {
        h2 { (look.say(texts::SECOND_STEP)) }
        @if let Some(factor) = section.factor {
            dl {
                dt { (look.say(texts::APP_SINCE)) }
                dd { (date(factor.since)) }
            }
            p { (look.fill(texts::CODES_LEFT, &[("count", html! { (factor.codes_left) })])) }
            (button("factor-codes", "quiet small", texts::NEW_CODES))
            (button("factor-add", "quiet small", texts::SET_UP_ANOTHER))
            @if section.may_remove { (button("factor-remove", "grave small", texts::REMOVE)) }
        } @else {
            p { (look.say(texts::NO_SECOND_STEP)) }
            (button("factor-add", "small", texts::SET_UP))
        }
    }
}
