//! The console: operators find, read and steer on pages what the admin API gives to programs.
//!
//! An operator is a user with one of the roles of `CONSOLE_ROLES`, who has signed in with two factors.

mod audit;
mod clients;
mod entry;
mod epochs;
mod overview;
mod place;
mod tokens;
mod trial;

pub use place::Place;

use crate::error::{Error, Refusal};
use crate::http::{Form, Method, Request, Response};
use crate::model::Config;
use crate::pages::{ConsoleDone, Look};
use crate::ports::Ports;
use crate::registration::admit_write;
use entry::{Operator, Turn};

/// Shows a page of the console, or does what one of its forms asks for.
pub async fn answer(place: Place, request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let operator = match entry::admit(request, config, ports).await? {
        Turn::In(operator) => *operator,
        Turn::Away(page) => return Ok(*page),
    };
    // Operators read the log and the reference in English, and so the console.
    let look = Look::of(request, &["en".to_owned()], config);
    let response = if request.method == Method::Post {
        let form = match operator.form(request, config, ports)? {
            Turn::In(form) => *form,
            Turn::Away(page) => return Ok(*page),
        };
        admit_write(request, ports).await?;
        change(place, &form, &operator, request, &look, ports).await?
    } else {
        match place {
            Place::Audit => audit::list(&operator, request, &look, ports).await?,
            Place::Client => clients::show(&operator, request, &look, ports).await?,
            Place::Clients => clients::list(&operator, request, &look, ports).await?,
            Place::Epochs => epochs::show(None, done_in(request), &operator, &look, ports).await?,
            Place::Overview => overview::show(&operator, request, &look, ports).await?,
            Place::Tokens => tokens::show(None, &operator, request, &look, ports).await?,
            Place::Trial => trial::show(&operator, &look),
        }
    };
    Ok(operator.note(response))
}

async fn change(
    place: Place,
    form: &Form,
    operator: &Operator,
    request: &Request,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    match place {
        Place::Client => clients::change(form, operator, request, look, ports).await,
        Place::Epochs => epochs::change(form, operator, request, look, ports).await,
        Place::Tokens => tokens::change(form, operator, request, look, ports).await,
        Place::Trial => trial::explain(form, operator, request, look, ports).await,
        // No form is sent here: see `Place::allow`.
        Place::Audit | Place::Clients | Place::Overview => Err(Refusal::NotFound.into()),
    }
}

/// Sends the browser to a page that says what was done.
fn done(place: Place, query: &str, done: ConsoleDone, config: &Config) -> Response {
    let between = if query.is_empty() { "" } else { "&" };
    let address = format!("{}{}?{query}{between}done={}", config.issuer.as_str(), place.path(), done.name());
    Response::see_other(address)
}

/// Reads what was done from the address. A link that lies about it changes nothing, and the page says no more than that.
fn done_in(request: &Request) -> Option<ConsoleDone> {
    let word = request.parameter("done")?;
    ConsoleDone::ALL.into_iter().find(|done| done.name() == word)
}
