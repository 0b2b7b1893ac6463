//! The pages on which a user lets in a device without a browser. RFC 8628 section 3.3.
//!
//! A stranger who makes a user type a code gets the tokens of that user. So the user signs in before a code is looked up,
//! each code that is typed counts as a guess, and the page of consent is always shown, with the place of the device.

use crate::authorization::{self, Question, WaitingDevice, consent};
use crate::error::{Error, Invalid, Refusal};
use crate::http::{Form, Request, Response};
use crate::json::Pointer;
use crate::model::{Client, Config, Destination, DeviceAnswer, DeviceRequest, NO_ADDRESS, UserCode};
use crate::pages::{self, CodePage, DeviceFacts, DeviceOutcome, Look, Problem, UserCodeProblem};
use crate::ports::{Admission, Ports, SessionRecord};
use crate::sign_in::{self, browser};

/// Shows the page for the code, after the user has signed in.
pub async fn show(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let typed = request.parameter("user_code").and_then(|text| UserCode::parse(&text));
    if sign_in::current(request, "", "", config, ports).await?.is_none() {
        let destination = Destination::Device(typed.map(|code| code.shown()));
        return Ok(sign_in::page_before(destination, request, None, None, config, ports)?);
    }
    Ok(code_page(typed.as_ref(), None, request, config))
}

/// Takes a code, and asks the user about the device; or takes the user's answer.
pub async fn decide(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    if !sign_in::is_same_origin(request, config) {
        return Ok(problem(Problem::Forbidden, request, config));
    }
    let form = request.form(config.body_limit)?;
    if form.value("decision").is_some() {
        return answer(&form, request, config, ports).await;
    }
    let typed = form.value("user_code").and_then(UserCode::parse);
    let Some(record) = sign_in::current(request, "", "", config, ports).await? else {
        let query = typed.map_or_else(String::new, |code| format!("?user_code={}", code.shown()));
        return Ok(Response::see_other(format!("{}{query}", config.issuer.device_page())));
    };
    let Some(code) = typed else { return Ok(code_page(None, Some(UserCodeProblem::Malformed), request, config)) };
    if sign_in::admit_code(&record.user.id, request, ports).await? == Admission::Refused {
        return Ok(code_page(Some(&code), Some(UserCodeProblem::TooMany), request, config));
    }
    let names = code.names(config.issuer.as_str(), &config.keys);
    match ports.device_request(&names, ports.now()).await? {
        Some(waiting) if !authorization::is_enough(&waiting.request, record.session.context.as_deref(), config) => {
            let destination = Destination::DeviceWithFactor(code.shown());
            Ok(sign_in::page_before(destination, request, None, None, config, ports)?)
        }
        Some(waiting) => ask(&waiting, &code, &record, request, config, ports).await,
        None => Ok(code_page(Some(&code), Some(UserCodeProblem::Unknown), request, config)),
    }
}

/// Shows the page of consent.
async fn ask(
    waiting: &DeviceRequest,
    code: &UserCode,
    record: &SessionRecord,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let (client, _) = authorization::client_of_device(&waiting.request, request.peer, config, ports).await?;
    if client.is_waiting() {
        return wait(&client, request, config, ports).await;
    }
    let (browser, cookie) = sign_in::browser_of(request, config, ports)?;
    let device = WaitingDevice { name: waiting.name.clone(), expires_at: waiting.expires_at };
    let question = Question::new(&waiting.request, &record.session.id, ports.now()).about(device);
    let sealed = question.seal(&browser, config)?;
    let facts = DeviceFacts { code: &code.shown(), place: waiting.place.as_deref(), asked_at: waiting.asked_at };
    let look = Look::of(request, &[], config);
    let page = consent::page(&waiting.request, &sealed, (&client, client.trust()), record, Some(facts), &look);
    let page = cookie.into_iter().fold(page, Response::with_cookie);
    Ok(client.noted_on(page))
}

/// Takes the user's answer to the page of consent.
async fn answer(form: &Form, request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let sealed = form.value("request").unwrap_or_default();
    let question = browser(request, config).and_then(|browser| Question::open(sealed, browser, ports.now(), config));
    let Some(Question { request: asked, session, device: Some(device), .. }) = question else {
        return Ok(problem(Problem::Expired, request, config));
    };
    let (client, _) = authorization::client_of_device(&asked, request.peer, config, ports).await?;
    let record = sign_in::current(request, &asked.client_id, NO_ADDRESS, config, ports).await?;
    let Some(record) = record.filter(|record| record.session.id == session) else {
        return Ok(problem(Problem::Expired, request, config));
    };
    let (answer, outcome) = match form.value("decision") {
        Some("allow") if client.is_waiting() => return wait(&client, request, config, ports).await,
        Some("allow") => {
            // First the consent: the answer counts only while the user has let the client in.
            ports.remember_consent(&consent::granted(&asked, &client, &record, ports.now(), config)).await?;
            let code = authorization::code_contents(&asked, &record, device.expires_at, ports)?;
            (DeviceAnswer::Granted(Box::new(code)), DeviceOutcome::Allowed)
        }
        Some("deny") => (DeviceAnswer::Denied, DeviceOutcome::Denied),
        _ => {
            let must = "be allow or deny";
            return Err(Refusal::InvalidRequest(Invalid::new(Pointer::member("decision"), must)).into());
        }
    };
    let response = if ports.answer_device(&device.name, &answer, ports.now()).await? {
        pages::device_answered(outcome, &client, &Look::of(request, &[], config))
    } else {
        problem(Problem::Expired, request, config)
    };
    Ok(client.noted_on(response))
}

/// Lists a client as one that waits for an operator, and tells the user.
async fn wait(client: &Client, request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    authorization::await_approval(client, request.peer, config, ports).await?;
    let page = pages::device_answered(DeviceOutcome::Waiting, client, &Look::of(request, &[], config));
    Ok(client.noted_on(page))
}

fn code_page(
    typed: Option<&UserCode>,
    problem: Option<UserCodeProblem>,
    request: &Request,
    config: &Config,
) -> Response {
    pages::device_code(&CodePage { typed, problem }, &Look::of(request, &[], config))
}

/// Shows a page about a form that does not count here.
fn problem(problem: Problem, request: &Request, config: &Config) -> Response {
    pages::problem(problem, &Look::of(request, &[], config))
}
