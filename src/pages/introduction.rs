//! The things that a client says of itself on pages: its logo and its pages. RFC 7591 sections 2 and 5, OpenID Connect
//! Registration section 2.

use maud::{Markup, html};

use crate::client_metadata::{PageUri, Translated};
use crate::model::Client;
use crate::pages::content_policy::image;
use crate::pages::place::Place;
use crate::pages::text::Text;
use crate::pages::{Look, shown, texts::consent as texts};

/// The logo of a client on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo<'a> {
    /// The address of the image.
    pub address: &'a str,
    /// The source expression for the policy of the page.
    pub source: String,
}

/// Returns the logo of a client, if it is on the host of the redirection URI.
#[must_use]
pub fn logo<'a>(client: &'a Client, redirect_uri: &str, look: &Look<'_>) -> Option<Logo<'a>> {
    let (_, logo) = look.best_of(&client.metadata().logo_uri)?;
    let address = logo.as_str();
    // A logo from another host could be that of another brand.
    if is_secure(logo) && is_at_home(logo, redirect_uri) {
        image(address).map(|source| Logo { address, source })
    } else {
        None
    }
}

/// Makes the image of a logo. Browsers do not tell its host where it is shown.
#[must_use]
pub fn logo_image(logo: &Logo<'_>) -> Markup {
    // The name stands beside the logo: with a text, screen readers would read it twice.
    html! { img src=(logo.address) alt="" referrerpolicy="no-referrer"; }
}

/// Links the pages of a client that are reached over TLS. A policy and terms on another host than that of the
/// redirection URI have the host beside them: nothing proves that they belong to the client.
#[must_use]
pub fn its_pages(client: &Client, redirect_uri: &str, look: &Look<'_>) -> Markup {
    let metadata = client.metadata();
    let members: [(&str, Text, &Translated<PageUri>); 3] = [
        ("client_uri", texts::CLIENT_URI, &metadata.client_uri),
        ("policy_uri", texts::POLICY_URI, &metadata.policy_uri),
        ("tos_uri", texts::TOS_URI, &metadata.tos_uri),
    ];
    let links: Vec<(&str, Text, &PageUri)> = members
        .into_iter()
        .filter_map(|(member, text, uris)| Some((member, text, look.best_of(uris)?.1)))
        .filter(|(member, _, uri)| is_secure(uri) && (*member != "client_uri" || is_at_home(uri, redirect_uri)))
        .collect();
    html! {
        @if !links.is_empty() {
            h2 { (look.say(texts::ITS_PAGES)) }
            ul {
                @for (member, text, uri) in links {
                    li {
                        a href=(uri.as_str()) target="_blank" rel="noopener noreferrer nofollow" { (look.say(text)) }
                        @if !is_at_home(uri, redirect_uri) {
                            " (" (shown::host(uri.address().authority().unwrap_or_default())) ")"
                        }
                        @if !is_verified(client, member, look) { " " (not_verified(look)) }
                    }
                }
            }
        }
    }
}

/// Returns true if somebody vouches for this member of a client.
#[must_use]
pub fn is_verified(client: &Client, member: &str, look: &Look<'_>) -> bool {
    client.has_verified(member, &look.config.policy)
}

/// Makes the mark of words that only the client says.
#[must_use]
pub fn not_verified(look: &Look<'_>) -> Markup {
    html! { span.tag { (look.say(texts::NOT_VERIFIED)) } }
}

fn is_secure(page: &PageUri) -> bool {
    page.address().scheme() == "https"
}

/// Returns true if a page of the client is on the host of the redirection URI. RFC 7591 section 5.
fn is_at_home(page: &PageUri, redirect_uri: &str) -> bool {
    match (Place::of(redirect_uri), page.address().authority()) {
        (Place::Site(host), Some(authority)) => authority.eq_ignore_ascii_case(&host),
        _ => false,
    }
}
