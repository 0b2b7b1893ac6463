//! The frame of every page.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::client_metadata::PageUri;
use crate::http::{Response, Status};
use crate::pages::content_policy::{Sources, image};
use crate::pages::{Look, shown, texts::sign_in as texts};

/// The style sheet of all pages, without the operator's colours.
const STYLE: &str = include_str!("style.css");

/// A page without its frame.
pub struct Page {
    /// The title, in plain text.
    pub title: String,
    /// The contents, which begin with the heading.
    pub contents: Markup,
    /// The elements of the head beside those of every page.
    pub head: Markup,
    /// The things that the page loads and the places that its forms go to.
    pub sources: Sources,
    /// The width.
    pub width: Width,
    /// The style sheet beside that of every page.
    pub style: &'static str,
}

/// The width of a page. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// For one form or message.
    Narrow,
    /// For lists.
    Wide,
}

impl Page {
    /// Makes a narrow page whose forms go to this server alone.
    #[must_use]
    pub fn new(title: String, contents: Markup) -> Self {
        Self { title, contents, head: html! {}, sources: Sources::default(), width: Width::Narrow, style: "" }
    }

    /// Makes the response.
    #[must_use]
    pub fn response(mut self, status: Status, look: &Look<'_>) -> Response {
        let brand = &look.config.brand;
        let style = format!(
            ":root{{--accent-light:{};--accent-dark:{}}}{STYLE}{}",
            brand.accent_light.as_str(),
            brand.accent_dark.as_str(),
            self.style
        );
        let logo = brand.logo_uri.as_ref().map(PageUri::as_str);
        self.sources.images.extend(logo.and_then(image));
        let width = (self.width == Width::Wide).then_some("wide");
        let operator = shown::neutral(look.operator(), 80);
        let page = html! {
            (DOCTYPE)
            html lang=(look.language().tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    title { (self.title) " \u{b7} " (operator) }
                    (self.head)
                    // Nothing in it needs an escape: the colours are hexadecimal digits.
                    style { (PreEscaped(&style)) }
                }
                body {
                    a.skip href="#content" { (look.say(texts::SKIP)) }
                    header class=[width] {
                        @if let Some(logo) = logo { img src=(logo) alt="" referrerpolicy="no-referrer"; }
                        span { (operator) }
                    }
                    main #content tabindex="-1" class=[width] { (self.contents) }
                    footer class=[width] {
                        p { (look.fill(texts::AT_SERVER, &[("host", shown::host(look.config.issuer.authority()))])) }
                        @if !look.ray_id.is_empty() {
                            p { (look.fill(texts::REQUEST_ID, &[("id", shown::code(look.ray_id))])) }
                        }
                    }
                }
            }
        };
        Response::page(status, page.into_string())
            .with("content-security-policy", self.sources.policy(&style))
            .with("content-language", look.language().tag())
            .with("vary", "accept-language")
    }
}

/// Makes a box that says what is wrong, tied to a field. It takes the focus, so that screen readers begin with it.
#[must_use]
pub fn problem(message: &Markup, field: Option<&str>, look: &Look<'_>) -> Markup {
    html! {
        div .box .bad role="alert" tabindex="-1" autofocus #problem {
            h2 { (look.say(texts::PROBLEM)) }
            p {
                @match field {
                    Some(field) => { a href={ "#" (field) } { (message) } }
                    None => (message),
                }
            }
        }
    }
}

/// Makes a box that says that something is done.
#[must_use]
pub fn notice(message: &str) -> Markup {
    html! { div .box .good role="status" { p { (message) } } }
}
