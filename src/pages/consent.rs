//! The page on which a user consents, and the page that comes before a redirection that nobody consented to.

use maud::{Markup, html};

use crate::error::Refusal;
use crate::http::{Response, Status};
use crate::model::{ClaimsRequest, Client, Trust, User, Voucher};
use crate::pages::date::date;
use crate::pages::device::{self, DeviceFacts};
use crate::pages::error::for_developers;
use crate::pages::introduction::{is_verified, its_pages, logo, logo_image, not_verified};
use crate::pages::layout::Page;
use crate::pages::place::{Place, source};
use crate::pages::scope::asked;
use crate::pages::{Look, shown, texts::consent as texts};

/// The contents of the consent page. The form sends `request` and `decision=allow` or `decision=deny` to
/// `/authorize/consent`.
#[derive(Clone, Copy, Debug)]
pub struct ConsentPage<'a> {
    /// The sealed request, which is exactly what the page shows.
    pub request: &'a str,
    /// The client.
    pub client: &'a Client,
    /// The trust tier of the client.
    pub trust: Trust,
    /// The redirection URI of the request.
    pub redirect_uri: &'a str,
    /// The scope values that the user is asked for.
    pub scope: &'a [String],
    /// The resources that the user is asked for.
    pub resources: &'a [String],
    /// The single claims that the user is asked for.
    pub claims: &'a ClaimsRequest,
    /// The user.
    pub user: &'a User,
    /// The reason to warn of the name.
    pub concern: Option<&'a Concern>,
    /// The device that asks, if it has no browser: then the form goes to `/device`.
    pub device: Option<DeviceFacts<'a>>,
}

/// A reason to warn of the name of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Concern {
    /// The name mixes alphabets whose letters look alike.
    Mixed,
    /// The name looks like this name of the operator, or of a client that the operator vouches for.
    Resembles(String),
}

/// The occasion on which an error would send the user to a client. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaveOccasion {
    /// The request of the client cannot be granted.
    Failed,
    /// The client asked about the user without a page: `prompt=none`.
    Silent,
    /// The client waits for the approval of an operator.
    Waiting,
}

/// Makes the consent page.
#[must_use]
pub fn consent(page: &ConsentPage<'_>, look: &Look<'_>) -> Response {
    let name = || shown::client_name(page.client, look);
    let logo = logo(page.client, page.redirect_uri, look);
    let contents = html! {
        h1 { (look.fill(texts::CONSENT, &[("client", name())])) }
        p.soft { (look.fill(texts::SIGNED_IN_AS, &[("user", shown::name(page.user.display_name()))])) }
        @if let Some(concern) = page.concern { (warning(concern, look)) }
        div.app {
            @if let Some(logo) = &logo { (logo_image(logo)) }
            div {
                p { (name()) }
                @if let Client::Document(_) = page.client {
                    p { (look.fill(texts::CALLS_ITSELF, &[("client", shown::own_name(page.client, look))])) }
                }
                @if !is_verified(page.client, "client_name", look) { p { (not_verified(look)) } }
            }
        }
        dl {
            @match &page.device {
                Some(device) => (device::facts(device, look)),
                None => {
                    dt { (look.say(texts::WHERE)) }
                    dd { (place(page.redirect_uri, look)) }
                }
            }
            dt { (look.say(texts::VOUCHER)) }
            dd { (voucher(page, look)) }
        }
        @if page.device.is_some() {
            (device::warning(look))
        } @else if is_exposed(page) { div.box.note { p { (look.say(texts::DEVICE_WARNING)) } } }
        (asked(page.scope, page.resources, page.claims, look))
        (its_pages(page.client, page.redirect_uri, look))
        details {
            summary { (look.say(texts::FACTS)) }
            dl {
                @if let Client::Registered(client) = page.client {
                    dt { (look.say(texts::SINCE)) }
                    dd { (date(client.issued_at)) }
                }
                dt { (look.say(texts::CLIENT_ID)) }
                dd { (shown::code(page.client.id().as_str())) }
            }
        }
        form method="post" action=(look.path(if page.device.is_some() { "/device" } else { "/authorize/consent" })) {
            input type="hidden" name="request" value=(page.request);
            button name="decision" value="allow" { (look.say(texts::ALLOW)) }
            button.quiet name="decision" value="deny" { (look.say(texts::DENY)) }
        }
        p.hint { (look.say(texts::REVOKE_LATER)) }
    };
    let title = look.fill_plain(texts::CONSENT, &[("client", &shown::plain_client_name(page.client, look))]);
    let mut made = Page::new(title, contents);
    // Chromium applies `form-action` to the redirection after a form too. CSP Level 3 section 6.4.
    made.sources.forms.extend(source(page.redirect_uri));
    made.sources.images.extend(logo.map(|logo| logo.source));
    made.response(Status(200), look)
}

/// Makes the page that shows the host of a client before an error goes there that nobody saw coming: the answer to a
/// request with `prompt=none` of a client that the user has not approved. `address` is the redirection URI with the
/// error. RFC 9700 section 4.11.2.
///
/// The developer of the client often sees nothing but this page, so it shows the error too.
#[must_use]
pub fn leave(
    client: &Client,
    redirect_uri: &str,
    address: &str,
    refusal: &Refusal,
    occasion: LeaveOccasion,
    look: &Look<'_>,
) -> Response {
    let because = match occasion {
        LeaveOccasion::Failed => texts::LEAVE_FAILED,
        LeaveOccasion::Silent => texts::LEAVE_BECAUSE,
        LeaveOccasion::Waiting => texts::LEAVE_WAITING,
    };
    let place = Place::of(redirect_uri);
    let contents = html! {
        h1 { (look.fill(texts::LEAVE, &[("client", shown::client_name(client, look))])) }
        p { (look.say(because)) }
        p { (look.say(texts::LEAVE_ADVICE)) }
        p {
            a.button href=(address) rel="noopener noreferrer nofollow" {
                (look.fill(texts::LEAVE_TO, &[("host", shown::host(place.as_str()))]))
            }
        }
        (for_developers(Some(refusal.code()), Some(&refusal.description()), look))
    };
    let title = look.fill_plain(texts::LEAVE, &[("client", &shown::plain_client_name(client, look))]);
    Page::new(title, contents).response(Status(200), look)
}

fn warning(concern: &Concern, look: &Look<'_>) -> Markup {
    let words = match concern {
        Concern::Mixed => html! { (look.say(texts::MIXED)) },
        Concern::Resembles(name) => look.fill(texts::RESEMBLES, &[("name", shown::name(name))]),
    };
    html! { div.box.bad role="alert" { p { (words) } } }
}

/// Says where the client sends the user.
fn place(redirect_uri: &str, look: &Look<'_>) -> Markup {
    match Place::of(redirect_uri) {
        Place::App(scheme) => look.fill(texts::TO_APP, &[("scheme", shown::host(&scheme))]),
        Place::Device(host) => look.fill(texts::TO_DEVICE, &[("host", shown::host(&host))]),
        Place::Site(host) => shown::host(&host),
    }
}

fn voucher(page: &ConsentPage<'_>, look: &Look<'_>) -> Markup {
    match page.client.voucher() {
        Voucher::Authority => html! { (look.say(texts::AUTHORITY_VOUCHES)) },
        Voucher::Nobody if page.trust == Trust::Domain => {
            let place = Place::of(page.redirect_uri);
            look.fill(texts::DOMAIN_CONFIRMS, &[("host", shown::host(place.as_str()))])
        }
        Voucher::Nobody => html! { (look.say(texts::NOBODY_VOUCHES)) },
        Voucher::Operator => html! { (look.say(texts::OPERATOR_VOUCHES)) },
        Voucher::Owner(owner) if owner == page.user.id => html! { (look.say(texts::OWN_VOUCHES)) },
        Voucher::Owner(_) => html! { (look.say(texts::OWNER_VOUCHES)) },
        Voucher::StatementIssuer(issuer) => look.fill(texts::ISSUER_VOUCHES, &[("issuer", shown::host(issuer))]),
    }
}

/// Returns true if any program of the device can take the client's place: nobody vouches for the client, and its
/// redirection URI is on the device. RFC 8252 section 8.6.
fn is_exposed(page: &ConsentPage<'_>) -> bool {
    matches!(page.client.voucher(), Voucher::Nobody | Voucher::Owner(_))
        && !matches!(Place::of(page.redirect_uri), Place::Site(_))
}
