//! Initial access tokens in the console.

use serde_json::{Map, Value};

use crate::endpoint::administration::tokens::{new, revoke};
use crate::endpoint::console::entry::Operator;
use crate::endpoint::console::{Place, done, done_in};
use crate::error::Error;
use crate::http::{Form, Request, Response};
use crate::json;
use crate::pages::{self, ConsoleDone, Look, Problem, TokensPage};
use crate::policy::Template;
use crate::ports::Ports;

/// The number of tokens in a page.
const PAGE: u32 = 50;

/// Shows the tokens, and the result of a form.
pub async fn show(
    result: Option<Result<&str, &str>>,
    operator: &Operator,
    request: &Request,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let after = request.parameter("after");
    let tokens = ports.list_tokens(after.as_deref(), PAGE).await?;
    let is_full = u32::try_from(tokens.len()).unwrap_or(PAGE) >= PAGE;
    let page = TokensPage {
        next: tokens.last().filter(|_| is_full).map(|last| last.digest.as_str()),
        templates: look.config.policy.templates.iter().map(Template::name).collect(),
        now: ports.now(),
        result,
        tokens: &tokens,
    };
    Ok(pages::console_tokens(&page, &operator.frame(Place::Tokens, done_in(request)), look))
}

/// Creates a token, and shows it this one time; or takes all uses of one away.
pub async fn change(
    form: &Form,
    operator: &Operator,
    request: &Request,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let by = operator.in_audit();
    match form.value("action").unwrap_or_default() {
        "create" => {}
        "revoke" => {
            let revoked = revoke(by, form.required("digest")?, request, look.config, ports).await;
            let outcome = match revoked {
                Ok(_) => ConsoleDone::Revoked,
                Err(Error::Refusal(_)) => ConsoleDone::Nothing,
                Err(fault) => return Err(fault),
            };
            return Ok(done(Place::Tokens, "", outcome, look.config));
        }
        _ => return Ok(pages::problem(Problem::InvalidRequest, look)),
    }
    let made = match members(form) {
        Ok(members) => new(by, &members, request, look.config, ports).await,
        Err(must) => return show(Some(Err(must)), operator, request, look, ports).await,
    };
    match made {
        Ok((_, text)) => show(Some(Ok(&text)), operator, request, look, ports).await,
        Err(Error::Refusal(refusal)) => show(Some(Err(&refusal.description())), operator, request, look, ports).await,
        Err(fault) => Err(fault),
    }
}

/// Returns the members of the request of the admin API that the form stands for.
fn members(form: &Form) -> Result<Map<String, Value>, &'static str> {
    let number =
        |name: &str, must| form.value(name).map(|text| text.trim().parse::<u64>().map_err(|_| must)).transpose();
    let mut members = Map::new();
    if let Some(label) = form.value("label") {
        members.insert("label".to_owned(), Value::from(label));
    }
    if let Some(uses) = number("uses", "The number of clients must be a whole number.")? {
        members.insert("uses".to_owned(), Value::from(uses));
    }
    if let Some(days) = number("days", "The number of days must be a whole number.")? {
        members.insert("expires_in".to_owned(), Value::from(days.saturating_mul(86_400)));
    }
    let template = form.value("template").map(|name| ("templates", Value::from(vec![name])));
    let hosts = form.value("redirect_hosts").map(|hosts| ("redirect_hosts", hosts.split_whitespace().collect()));
    members.insert("bounds".to_owned(), Value::Object(json::object(template.into_iter().chain(hosts))));
    Ok(members)
}
