//! The authorization endpoint. RFC 6749 section 3.1, OpenID Connect Core section 3.1.2.
//!
//! Nothing is stored while the user signs in and consents: the browser carries the request, sealed for it.

use crate::authentication::{self, Message};
use crate::authorization::{
    self, Addressed, After, Failure, Next, Parameters, Question, ReturnAddress, UNAPPROVED, consent,
};
use crate::client_lookup::tier_at;
use crate::encryption;
use crate::error::{AuthorizationRefusal, Error, Invalid, Refusal};
use crate::http::{Request, Response};
use crate::json::Pointer;
use crate::model::{AuthorizationRequest, Client, Config, Destination, Prompt, SigningKeysVersion, Waiting};
use crate::pages::{self, Goal, LeaveOccasion, Look, Problem};
use crate::ports::{Ports, SessionRecord};
use crate::sign_in::{self, WAITING_LIFE, browser};
use crate::token;
use crate::unit::ByteCount;

/// The longest form of a request: it becomes an address.
const LONGEST_FORM: ByteCount = ByteCount(6144);

/// A checked request on its way to a code.
struct Step<'a> {
    asked: AuthorizationRequest,
    client: &'a Client,
    /// The version of the signing keys, where the store was read.
    signing_keys: Option<&'a SigningKeysVersion>,
    record: Option<SessionRecord>,
    /// The request as it waits in the browser; `None` before the sign-in page was shown.
    waiting: Option<(&'a str, Waiting)>,
    /// True for a request that counts once: the browser goes on under an address that counts again.
    counts_once: bool,
}

/// Reads and checks a request, and takes its next step.
pub async fn authorize(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let parameters = Parameters::of_browser(request.query_form()?);
    let parameters = authorization::open(parameters, config, ports).await?;
    let counts_once = parameters.is_pushed;
    let addressed = match Addressed::find(parameters, request.peer, config, ports).await {
        Ok(addressed) => addressed,
        Err(failure) => return tell(failure, request, config, ports).await,
    };
    let asked = match addressed.check(config, ports).await {
        Ok(asked) => asked,
        Err(error) => return tell(addressed.fails(error), request, config, ports).await,
    };
    let record = sign_in::current(request, &asked.client_id, &asked.redirect_uri, config, ports).await?;
    let Addressed { client, signing_keys, .. } = &addressed;
    let step = Step { asked, client, signing_keys: signing_keys.as_ref(), record, waiting: None, counts_once };
    next(&step, request, config, ports).await
}

/// Sends a form on to the address with the same request. The form may come from another site: then browsers send no
/// cookies with it. RFC 6265bis section 5.2.
pub fn receive(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let form = request.form(LONGEST_FORM.min(config.body_limit))?;
    let missing =
        || Refusal::InvalidRequest(Invalid::missing(Pointer::member("client_id"), "so that the app is known"));
    let client_id = form.value("client_id").ok_or_else(missing)?.to_owned();
    let request_uri = match form.value("request_uri") {
        Some(request_uri) => request_uri.to_owned(),
        None => authorization::carry(form, &client_id, config, ports)?,
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("client_id", &client_id).append_pair("request_uri", &request_uri);
    Ok(Response::see_other(format!("{}?{}", config.issuer.authorization_endpoint(), query.finish())))
}

/// Goes on with a request after the user has signed in.
pub async fn resume(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let form = request.query_form()?;
    let sealed = form.value("request").unwrap_or_default();
    let waiting = browser(request, config).and_then(|browser| sign_in::waiting(sealed, browser, ports.now(), config));
    let Some(waiting) = waiting else { return Ok(problem(Problem::Expired, request, config)) };
    let Destination::Authorization(asked) = &waiting.destination else {
        return Ok(Response::see_other(sign_in::address_after(&waiting, sealed, config)));
    };
    let asked = (**asked).clone();
    let (client, signing_keys) = authorization::still_permitted(&asked, request.peer, config, ports).await?;
    let record = sign_in::current(request, &asked.client_id, &asked.redirect_uri, config, ports).await?;
    let (signing_keys, waiting) = (signing_keys.as_ref(), Some((sealed, waiting)));
    let step = Step { asked, client: &client, signing_keys, record, waiting, counts_once: false };
    next(&step, request, config, ports).await
}

/// Receives the user's answer to the consent page.
pub async fn answer(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    if !sign_in::is_same_origin(request, config) {
        return Ok(problem(Problem::Forbidden, request, config));
    }
    let form = request.form(config.body_limit)?;
    let text = form.value("request").unwrap_or_default();
    let question = browser(request, config).and_then(|browser| Question::open(text, browser, ports.now(), config));
    // The answer about a device goes to the device.
    let Some(Question { request: asked, session, device: None, .. }) = question else {
        return Ok(problem(Problem::Expired, request, config));
    };
    let (client, signing_keys) = authorization::still_permitted(&asked, request.peer, config, ports).await?;
    let record = sign_in::current(request, &asked.client_id, &asked.redirect_uri, config, ports).await?;
    let Some(record) = record.filter(|record| record.session.id == session) else {
        return Ok(problem(Problem::Expired, request, config));
    };
    let look = Look::of(request, &asked.ui_locales, config);
    let signing_keys = signing_keys.as_ref();
    let address = ReturnAddress { signing_keys, ..ReturnAddress::of(&asked, &client, After::Form, request.peer) };
    let response = match form.value("decision") {
        Some("allow") if client.is_waiting() => wait(&asked, &record, address, &look, ports).await?,
        Some("allow") => {
            // First the consent: a code counts only while the user has let the client in.
            ports.remember_consent(&consent::granted(&asked, &client, &record, ports.now(), config)).await?;
            grant(&asked, &record, address, &look, ports).await?
        }
        Some("deny") => {
            let refusal = Refusal::Authorization(AuthorizationRefusal::AccessDenied);
            address.with_error(&refusal, &look, ports).await?
        }
        _ => {
            let must = "be allow or deny";
            return Err(Refusal::InvalidRequest(Invalid::new(Pointer::member("decision"), must)).into());
        }
    };
    Ok(client.noted_on(response))
}

/// Gives the code to the client, and the ID token beside it that the client asks for.
async fn grant(
    asked: &AuthorizationRequest,
    record: &SessionRecord,
    address: ReturnAddress<'_>,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let (client, config) = (address.client, look.config);
    let code = authorization::make_code(asked, record, config, ports)?;
    if !asked.wants_id_token {
        return address.with_code(&code, None, look, ports).await;
    }
    let recipient = authentication::recipient(Message::IdToken, client, address.peer, config, ports).await?;
    let keys = address.signing_keys;
    let id_token = token::response_id_token(asked, client, record, &code, keys, config, ports).await?;
    let id_token = encryption::protect(id_token, recipient.as_ref(), ports).await?;
    address.with_code(&code, Some(&id_token), look, ports).await
}

/// Takes the next step of a request.
async fn next(step: &Step<'_>, request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let Step { asked, client, record, .. } = step;
    let began_at = step.waiting.as_ref().map(|(_, waiting)| waiting.began_at);
    let after = if step.waiting.is_some() { After::Form } else { After::Request };
    let address = ReturnAddress::of(asked, client, after, request.peer);
    let address = ReturnAddress { signing_keys: step.signing_keys, ..address };
    let look = Look::of(request, &asked.ui_locales, config);
    let response = match (authorization::decide(asked, client, record.as_ref(), began_at, ports.now(), config), record)
    {
        (Ok(Next::Code | Next::Consent), Some(record)) if client.is_waiting() => {
            wait(asked, record, address, &look, ports).await?
        }
        (Ok(Next::Code), Some(record)) => grant(asked, record, address, &look, ports).await?,
        (Ok(Next::Consent), Some(record)) => ask(asked, client, record, request, config, ports).await?,
        (Ok(_), _) => sign_in_page(step, request, config, ports)?,
        (Err(refusal), record) => {
            let refusal = Refusal::Authorization(refusal);
            let is_silent = asked.prompt.contains(&Prompt::None);
            let occasion = if is_silent { LeaveOccasion::Silent } else { LeaveOccasion::Failed };
            refuse(&refusal, address, record.as_ref(), occasion, &look, ports).await?
        }
    };
    Ok(client.noted_on(response))
}

/// Lists a client as one that waits for an operator, and tells the user, or the client of a request without pages.
async fn wait(
    asked: &AuthorizationRequest,
    record: &SessionRecord,
    address: ReturnAddress<'_>,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    authorization::await_approval(address.client, address.peer, look.config, ports).await?;
    if asked.prompt.contains(&Prompt::None) {
        return refuse(&UNAPPROVED, address, Some(record), LeaveOccasion::Waiting, look, ports).await;
    }
    leave(&UNAPPROVED, address, LeaveOccasion::Waiting, look, ports).await
}

/// Shows the consent page.
async fn ask(
    asked: &AuthorizationRequest,
    client: &Client,
    record: &SessionRecord,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let look = Look::of(request, &asked.ui_locales, config);
    let (browser, cookie) = sign_in::browser_of(request, config, ports)?;
    let sealed = Question::new(asked, &record.session.id, ports.now()).seal(&browser, config)?;
    let trust = tier_at(client.trust(), client.accepted(), request.peer, config, ports).await;
    let page = consent::page(asked, &sealed, (client, trust), record, None, &look);
    let page = Response { tier: Some(trust.name()), ..page };
    Ok(cookie.into_iter().fold(page, Response::with_cookie))
}

/// Shows the sign-in page. The address of a request that counts once shows it under another address, so that the user
/// can load the page again.
fn sign_in_page(step: &Step<'_>, request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let Step { asked, client, .. } = step;
    let look = Look::of(request, &asked.ui_locales, config);
    let (browser, cookie) = sign_in::browser_of(request, config, ports)?;
    if let Some((sealed, _)) = &step.waiting {
        return Ok(sign_in::page(
            Some(asked),
            (sealed, &browser),
            Goal::Client(Some(client)),
            None,
            None,
            &look,
            ports,
        )?);
    }
    let began_at = ports.now();
    let destination = Destination::Authorization(Box::new(asked.clone()));
    let waiting = Waiting { destination, began_at, expires_at: began_at.after(WAITING_LIFE) };
    let sealed = sign_in::wait(&waiting, &browser, config)?;
    let response = if step.counts_once {
        Response::see_other(format!("{}/authorize/resume?request={sealed}", config.issuer.as_str()))
    } else {
        sign_in::page(Some(asked), (&sealed, &browser), Goal::Client(Some(client)), None, None, &look, ports)?
    };
    Ok(cookie.into_iter().fold(response, Response::with_cookie))
}

/// Tells the client why its request fails, if it may learn it; `Err` becomes a page.
async fn tell(failure: Failure, request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let (refusal, addressed) = match failure {
        Failure { error: Error::Refusal(refusal), addressed: Some(addressed) } => (refusal, addressed),
        Failure { error, .. } => return Err(error),
    };
    let client = &addressed.client;
    let id = client.id().as_str();
    let record = sign_in::current(request, id, &addressed.redirect_uri, config, ports).await?;
    let look = Look::of(request, &[], config);
    let address = addressed.return_address();
    let response = refuse(&refusal, address, record.as_ref(), LeaveOccasion::Failed, &look, ports).await?;
    Ok(client.noted_on(response))
}

/// Sends an error to the client, or shows the user first where it would lead.
async fn refuse(
    refusal: &Refusal,
    address: ReturnAddress<'_>,
    record: Option<&SessionRecord>,
    occasion: LeaveOccasion,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    if consent::may_answer_silently(address.client, record, look.config) {
        return address.with_error(refusal, look, ports).await;
    }
    leave(refusal, address, occasion, look, ports).await
}

/// Shows the user where an error would lead.
async fn leave(
    refusal: &Refusal,
    address: ReturnAddress<'_>,
    occasion: LeaveOccasion,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let client = address.client;
    let link = address.link_with_error(refusal, look.config, ports).await?;
    let page = pages::leave(client, address.redirect_uri, &link, refusal, occasion, look);
    Ok(Response { code: Some(refusal.code().to_owned().into()), ..page })
}

/// Shows a page about a form or an address that does not count here.
fn problem(problem: Problem, request: &Request, config: &Config) -> Response {
    pages::problem(problem, &Look::of(request, &[], config))
}
