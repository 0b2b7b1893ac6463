//! Epochs in the console.

use serde_json::Value;

use crate::endpoint::administration::epochs::{lift_named, new};
use crate::endpoint::console::entry::Operator;
use crate::endpoint::console::{Place, done};
use crate::error::Error;
use crate::http::{Form, Request, Response};
use crate::json;
use crate::pages::{self, ConsoleDone, Look, Problem};
use crate::ports::Ports;

/// Shows the epochs, and what is wrong with a form.
pub async fn show(
    problem: Option<&str>,
    done: Option<ConsoleDone>,
    operator: &Operator,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let epochs = ports.epochs().await?;
    Ok(pages::console_epochs(&epochs, problem, &operator.frame(Place::Epochs, done), look))
}

/// Begins an epoch now, or lifts one.
pub async fn change(
    form: &Form,
    operator: &Operator,
    request: &Request,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let (by, config) = (operator.in_audit(), look.config);
    let outcome = match form.value("action").unwrap_or_default() {
        "begin" => {
            let (kind, name) = (form.value("kind").unwrap_or_default(), form.value("name").unwrap_or_default().trim());
            let value = if kind == "all" { Value::Bool(true) } else { Value::from(name) };
            match new(by, &json::object([(kind, value)]), request, config, ports).await {
                Ok(_) => ConsoleDone::Begun,
                Err(Error::Refusal(refusal)) => {
                    return show(Some(&refusal.description()), None, operator, look, ports).await;
                }
                Err(fault) => return Err(fault),
            }
        }
        "lift" => {
            let is_known = lift_named(by, form.required("epoch")?, request, config, ports).await?;
            if is_known { ConsoleDone::Lifted } else { ConsoleDone::Nothing }
        }
        _ => return Ok(pages::problem(Problem::InvalidRequest, look)),
    };
    Ok(done(Place::Epochs, "", outcome, config))
}
