//! The first page of the console.

use maud::html;

use crate::http::{Response, Status};
use crate::pages::console::plots::plots;
use crate::pages::console::{Activity, ConsoleFrame, field};
use crate::pages::{Look, shown};

/// The settings in force, in short.
#[derive(Clone, Debug)]
pub struct InForce<'a> {
    /// The registration modes.
    pub modes: Vec<&'a str>,
    /// The storage of clients: sealed or stored.
    pub storage: &'a str,
    /// The templates.
    pub templates: Vec<&'a str>,
    /// The identity providers.
    pub providers: Vec<&'a str>,
    /// The clients of the settings.
    pub clients: Vec<&'a str>,
}

/// Makes the page.
#[must_use]
pub fn console_overview(
    in_force: &InForce<'_>,
    activity: &Activity,
    frame: &ConsoleFrame<'_>,
    look: &Look<'_>,
) -> Response {
    let lists = [
        ("Registration is open to holders of", &in_force.modes),
        ("Templates", &in_force.templates),
        ("Identity providers", &in_force.providers),
        ("Clients of the settings", &in_force.clients),
    ];
    let contents = html! {
        h2 { "Find a client" }
        form method="get" action=(look.path("/console/client")) {
            (field("client_id", "client_id", "search", None, Some("Also a client that was never used and has left no row.")))
            button { "Show the client" }
        }
        p { a href=(look.path("/console/clients")) { "Search all clients by name, host or software" } }
        (plots(activity, frame.path, look))
        h2 { "In force" }
        dl {
            dt { "Issuer" }
            dd { (shown::host(look.config.issuer.as_str())) }
            dt { "New clients are" }
            dd { (in_force.storage) }
            @for (name, values) in lists {
                @if !values.is_empty() {
                    dt { (name) }
                    dd { @for (at, value) in values.iter().enumerate() { @if at > 0 { ", " } (shown::text(value)) } }
                }
            }
        }
        p.soft { "These come from the settings, which a deployment changes." }
    };
    frame.page(Status(200), "Overview", &contents, look)
}
