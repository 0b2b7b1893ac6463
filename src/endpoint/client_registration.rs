//! The client registration endpoint. RFC 7591 section 3.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::client_metadata::ClientMetadata;
use crate::endpoint::client_configuration::tell;
use crate::error::{Error, Fault, Invalid, Refusal};
use crate::http::{Request, Response, Status};
use crate::json::{self, Pointer};
use crate::model::{self, Config};
use crate::policy::{Bounds, Template};
use crate::ports::Ports;
use crate::registration::{self, Asked, HasStatement, Registrant, sector_identifier};
use crate::rules::{self, Explanation, ValidatedClient};
use crate::software_statement::{self, Claimed, Statement};

/// Registers the client that the body describes, or says what would become of it.
pub async fn register(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let applicant = registration::admit(request, config, ports).await?;
    let asked = registration::read(request, None, config, ports).await?;
    let has_statement = if asked.statement.is_some() { HasStatement::Yes } else { HasStatement::No };
    let registrant = applicant.registrant(has_statement)?;
    let overlay = asked.statement.as_ref().map(|it| it.overlay(&asked.members, None)).transpose()?;
    let (body, claimed) = match &overlay {
        Some(overlay) => (&overlay.members, &overlay.claimed),
        None => (&asked.members, &Claimed::default()),
    };
    let answer = register_as(body, claimed, &asked, &registrant, request, config, ports).await;
    answer.map_err(|error| claimed.error(error))
}

/// Registers a client from the request, overridden by the claims of its software statement.
async fn register_as(
    body: &Map<String, Value>,
    claimed: &Claimed,
    asked: &Asked,
    registrant: &Registrant,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let template = registration::template_of(body, registrant, &config.policy)?;
    if let (Some(template), Some(statement), Registrant::Vouched) = (template, &asked.statement, registrant)
        && !statement.is_of(template.name(), config)
    {
        return Err(software_statement::unapproved("its issuer may not have clients of the template").into());
    }
    let unusable = asked.statement.as_ref().map(Statement::unusable).unwrap_or_default();
    let within = asked.within(registrant.bounds(), body);
    let within = within.as_ref();
    let fill = |template: &Template| Cow::Owned(template.fill(body, registrant.bounds()));
    let filled = template.map_or(Cow::Borrowed(body), fill);
    let told = |error: Error| registration::told_of_template(error, template, body);
    if is_dry_run(request)? {
        // What a template says is not dropped.
        let mut explanation = match template {
            Some(_) => rules::explain_whole(&filled, &config.policy, within),
            None => rules::explain(&filled, &config.policy, within),
        };
        if let Some(template) = template {
            let refusals = std::mem::take(&mut explanation.refusals).into_iter();
            explanation.refusals = refusals.map(|invalid| template.told(invalid, body)).collect();
        }
        let differing = template.and_then(|template| template.check(body, &explanation.members).err());
        explanation.refusals.extend(differing);
        if let Ok(bounds) = bounds_of(registrant, template, asked, config) {
            let shown = ValidatedClient::restore(explanation.members.clone());
            match model::limit_scope(shown, bounds.as_ref(), &config.policy) {
                Ok((shown, excess)) => {
                    explanation.members = shown.into_members();
                    explanation.dropped.extend(excess);
                }
                Err(invalid) => explanation.refusals.push(invalid),
            }
            let size = model::check_size(&explanation.members, &asked.members, bounds.as_ref());
            explanation.refusals.extend(size.err());
        }
        if explanation.refusals.is_empty() {
            registrant.check_rights(&ClientMetadata::read_well_formed(&explanation.members))?;
        }
        explanation.dropped = unusable.into_iter().chain(explanation.dropped).collect();
        return Ok(Response::json(Status(200), &answer(explanation, claimed)));
    }
    let (accepted, dropped) = match template {
        Some(_) => {
            let accepted = rules::accept_within(&filled, &config.policy, within);
            (accepted.map_err(|invalid| told(invalid.into()))?, Vec::new())
        }
        None => rules::accept_in_part(&filled, &config.policy, within)?,
    };
    template.map_or(Ok(()), |template| template.check(body, accepted.members()))?;
    registrant.check_rights(accepted.metadata())?;
    let bounds = bounds_of(registrant, template, asked, config)?;
    let (accepted, excess) = model::limit_scope(accepted, bounds.as_ref(), &config.policy)?;
    model::check_size(accepted.members(), &asked.members, bounds.as_ref())?;
    sector_identifier::verify(&accepted, request.peer, config, ports).await.map_err(told)?;
    let extras = asked.statement.as_ref().map(Statement::extras);
    let accepted = accepted.with_extras(extras.unwrap_or_default());
    let once = asked.spends(ports.now())?;
    let spends: Vec<_> = registrant.spends().into_iter().chain(&once).collect();
    let client = match registration::register(accepted, bounds, &spends, request.peer, config, ports).await {
        Err(Error::Refusal(Refusal::InvalidToken)) if !once.is_empty() => {
            // Others were quicker, with one of them.
            asked.check_unspent(ports).await?;
            return Err(if registrant.spends().is_some() {
                Refusal::InvalidToken
            } else {
                software_statement::spent()
            }
            .into());
        }
        registered => registered?,
    };
    let token = client.credentials.token(&client.id, &config.keys);
    let token = token.ok_or_else(|| Fault::Broken("the key ring lacks its current key".to_owned()))?;
    let dropped = dropped.into_iter().chain(excess).map(|invalid| claimed.invalid(invalid));
    let dropped = unusable.into_iter().chain(dropped).collect();
    Ok(Response { statement: asked.label(), ..tell(Status(201), client, &token, dropped, config) })
}

/// What bounds the client for as long as it lives: who registers it, its template and its statement.
fn bounds_of(
    registrant: &Registrant,
    template: Option<&Template>,
    asked: &Asked,
    config: &Config,
) -> Result<Option<Bounds>, Refusal> {
    let bounds = registrant.bounds_of_client(config.issuer.as_str());
    let bounds = match template {
        Some(template) => Some(bounds.unwrap_or_default().of_template(template.name())),
        None => bounds,
    };
    match &asked.statement {
        Some(statement) => statement.bounds(bounds.unwrap_or_default()).map(Some),
        None => Ok(bounds),
    }
}

fn is_dry_run(request: &Request) -> Result<bool, Refusal> {
    match request.parameter("dry_run").as_deref() {
        None => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(Refusal::InvalidRequest(Invalid::new(Pointer::member("dry_run"), "be true or absent"))),
    }
}

/// What would be registered, what would refuse it, and what the server would make of it. Nothing is stored.
fn answer(explanation: Explanation, claimed: &Claimed) -> Map<String, Value> {
    let place = |invalid| claimed.invalid(invalid);
    let refusals = explanation.refusals.into_iter().map(|invalid| Refusal::from(place(invalid)).members());
    let notes = explanation.notes.into_iter().map(|(member, note)| json!({"member": member, "note": note}));
    let members = [
        ("client_metadata", Value::Object(explanation.members)),
        ("refusals", refusals.map(Value::Object).collect()),
        ("notes", notes.collect()),
    ];
    let mut members = json::object(members);
    registration::tell_dropped(explanation.dropped.into_iter().map(place).collect(), &mut members);
    members
}
