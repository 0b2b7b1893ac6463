//! The trial of a registration: an operator sees member by member what the server would make of it. Nothing is registered.

use crate::endpoint::console::Place;
use crate::endpoint::console::entry::Operator;
use crate::error::{Error, Refusal};
use crate::http::{Body, Field, Form, Headers, Request, Response};
use crate::model::{Bounds, Config};
use crate::pages::{self, Look, TrialOutcome, TrialPage};
use crate::policy::{AllowedValues, Template};
use crate::ports::Ports;
use crate::registration::{Draft, Registrant, RegistrationRequest};

/// Shows the form.
pub fn show(operator: &Operator, look: &Look<'_>) -> Response {
    let page = TrialPage { text: EXAMPLE, template: None, templates: templates(look.config), outcome: None };
    pages::console_trial(&page, &operator.frame(Place::Trial, None), look)
}

const EXAMPLE: &str = "{\n  \"client_name\": \"Example\",\n  \"redirect_uris\": [\"https://app.example/callback\"]\n}";

fn templates(config: &Config) -> Vec<&str> {
    config.policy.templates.iter().map(Template::name).collect()
}

/// Explains the registration of the form.
pub async fn explain(
    form: &Form,
    operator: &Operator,
    request: &Request,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let (text, template) = (form.value("metadata").unwrap_or_default(), form.value("template"));
    let outcome = match explained(text, template, request, look.config, ports).await {
        Ok(outcome) => outcome,
        Err(Error::Refusal(refusal)) => TrialOutcome::refused(&refusal),
        Err(fault) => return Err(fault),
    };
    let page = TrialPage { text, template, templates: templates(look.config), outcome: Some(&outcome) };
    Ok(pages::console_trial(&page, &operator.frame(Place::Trial, None), look))
}

async fn explained(
    text: &str,
    template: Option<&str>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<TrialOutcome, Error> {
    let mut headers = Headers::default();
    headers.add(Field::ContentType, "application/json");
    let body = Body::Complete(text.as_bytes().to_vec());
    let sent = Request { headers, body, ..request.clone() };
    let asked = RegistrationRequest::read(&sent, None, config, ports).await?;
    let registrant = match (template, &asked.statement) {
        (Some(name), _) => of_template(name),
        (None, Some(_)) => Registrant::StatementHolder,
        (None, None) => Registrant::Anonymous,
    };
    let data = config.data()?;
    let mut draft = Draft::of_registration(&asked, &registrant, config)?;
    // Nobody knows yet who will register a client of a template.
    if template.is_none() {
        draft.put_under(&registrant, data, config, ports.now());
    }
    let explanation = draft.explain(&config.policy)?;
    let tell = |invalid| Refusal::from(invalid).description();
    Ok(TrialOutcome {
        members: explanation.members,
        refusals: explanation.refusals.into_iter().map(tell).collect(),
        dropped: explanation.dropped.into_iter().map(tell).collect(),
        notes: explanation.notes.into_iter().map(|(member, note)| (member, note.to_owned())).collect(),
    })
}

/// Returns a registrant who may register clients of one template.
fn of_template(name: &str) -> Registrant {
    let allowed = AllowedValues { templates: Some(vec![name.to_owned()]), ..AllowedValues::default() };
    Registrant::Installation(Box::new(Bounds { allowed: Box::new(allowed), ..Bounds::default() }))
}
