//! The client registration endpoint. RFC 7591 section 3.

use serde_json::{Map, Value, json};

use crate::error::{Error, Fault, Invalid, Refusal};
use crate::http::{Request, Response, Status};
use crate::json::{self, Pointer};
use crate::model::{Config, facts_of};
use crate::ports::Ports;
use crate::registration::{
    Accepted, Attempts, Draft, RegistrationRequest, Sender, add_dropped, admit, client_information_response, consult,
    mint, proven_key,
};
use crate::rules::Explanation;

/// Registers the client that the body describes, or explains what a registration would make of it.
pub async fn register(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let data = config.data()?;
    let applicant = admit(request, config, ports).await?;
    let key = proven_key(request, config, ports).await?;
    let asked = RegistrationRequest::read(request, None, config, ports).await?;
    let registrant = applicant.registrant(&asked)?;
    let mut draft = Draft::of_registration(&asked, &registrant, config)?;
    draft.put_under(&registrant, data, config, ports.now());
    if is_dry_run(request)? {
        return Ok(Response::json(Status(200), &members_of(draft.explain(&config.policy)?)));
    }
    let accepted = draft.accept(&config.policy)?;
    let (sender, attempts) = (Sender::Registrant(&registrant), &mut Attempts::default());
    let (draft, accepted) = consult(draft, accepted, sender, attempts, request, config, ports).await?;
    let shadow = draft.refused_in_shadow(&accepted, &config.policy);
    let Accepted { client, dropped } = accepted;
    draft.verify_outside(&client, request.peer, config, ports).await?;
    let client = mint(client, &draft, &registrant, request.peer, config, ports).await?;
    let token = client.credentials.bound_token(&client.id, key.as_deref(), &config.keys);
    let token = token.ok_or_else(|| Fault::Broken("the key ring lacks its current key".to_owned()))?;
    let given = facts_of(registrant.kind(), client.metadata.metadata(), &config.metrics);
    let response = client_information_response(Status(201), (client, &token), dropped, config);
    Ok(Response { statement: asked.label().map(Into::into), given: Some(given), shadow, ..response })
}

fn is_dry_run(request: &Request) -> Result<bool, Refusal> {
    match request.parameter("dry_run").as_deref() {
        None => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(Refusal::InvalidRequest(Invalid::new(Pointer::member("dry_run"), "be true or absent"))),
    }
}

/// Returns the answer to a dry run: the metadata that would be registered, the refusals, and the notes.
pub(super) fn members_of(explanation: Explanation) -> Map<String, Value> {
    let refusals = explanation.refusals.into_iter().map(|invalid| Refusal::from(invalid).members());
    let notes = explanation.notes.into_iter().map(|(member, note)| json!({"member": member, "note": note}));
    let members = [
        ("client_metadata", Value::Object(explanation.members)),
        ("refusals", refusals.map(Value::Object).collect()),
        ("notes", notes.collect()),
    ];
    let mut members = json::object(members);
    add_dropped(explanation.dropped, &mut members);
    members
}
