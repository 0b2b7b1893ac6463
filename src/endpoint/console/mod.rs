//! The console: operators find, read and steer on pages what the admin API gives to programs.
//!
//! An operator is a user with one of the roles of `CONSOLE_ROLES`, who has signed in with two factors.

mod audit;
mod clients;
mod entry;
mod epochs;
mod in_process;
mod keys;
mod overview;
mod place;
mod policies;
mod tokens;
mod trial;
mod users;

pub use place::Place;

use crate::error::Error;
use crate::http::{Method, Request, Response};
use crate::model::Config;
use crate::pages::{ConsoleDone, Look};
use crate::ports::Ports;
use crate::registration::admit_write;
use entry::Turn;
use epochs::Epochs;
use in_process::{Desk, Exchange};
use keys::Keys;
use policies::Policies;
use tokens::Tokens;
use users::Users;

/// Shows a page of the console, or does what one of its forms asks for.
pub async fn answer(place: Place, request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let operator = match entry::admit(request, config, ports).await? {
        Turn::In(operator) => *operator,
        Turn::Away(page) => return Ok(*page),
    };
    // Operators read the log and the reference in English, and so the console.
    let look = Look::of(request, &["en".to_owned()], config);
    let form = if request.method == Method::Post {
        match operator.form(request, config, ports)? {
            Turn::In(form) => Some(form),
            Turn::Away(page) => return Ok(*page),
        }
    } else {
        None
    };
    if form.is_some() {
        admit_write(request, ports).await?;
    }
    let form = form.as_deref();
    let response = match (place, form) {
        (Place::Audit, _) => audit::list(&operator, request, &look, ports).await?,
        (Place::Client, None) => clients::show(&operator, request, &look, ports).await?,
        (Place::Client, Some(form)) => clients::change(form, &operator, request, &look, ports).await?,
        (Place::Clients, _) => clients::list(&operator, request, &look, ports).await?,
        (Place::Overview, _) => overview::show(&operator, request, &look, ports).await?,
        (Place::Trial, None) => trial::show(&operator, &look),
        (Place::Trial, Some(form)) => trial::explain(form, &operator, request, &look, ports).await?,
        _ => {
            let desk = Desk { form, operator: &operator, request, look: &look };
            let mut exchange: Box<dyn Exchange> = match place {
                Place::Epochs => Box::new(Epochs { desk: &desk, problem: None }),
                Place::Keys => Box::new(Keys(&desk)),
                Place::Tokens => Box::new(Tokens { desk: &desk, now: ports.now(), result: None }),
                Place::User | Place::Users => Box::new(Users { place, desk: &desk }),
                _ => Box::new(Policies::new(place, &desk)),
            };
            in_process::run(&mut *exchange, &desk, ports).await?
        }
    };
    Ok(operator.note(response))
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
