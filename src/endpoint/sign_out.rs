//! The end session endpoint. OpenID Connect RP-Initiated Logout.

use crate::authorization::consent;
use crate::client_lookup::resolve;
use crate::error::{Error, Fault};
use crate::http::{Form, Peer, Request, Response};
use crate::model::{Client, Config, SessionId, User, subject};
use crate::pages::{self, Look, Problem, SignOutPage};
use crate::policy::ClientReads;
use crate::ports::Ports;
use crate::sign_in::{self, Departure, Ended, Hint, SignOut};

/// The most languages of a request.
const MAXIMUM_LOCALES: usize = 16;

/// Signs the user out, or asks first. A valid ID token of the session's user needs no question.
///
/// An address that is not registered, or a text that is no ID token of this server, gets a page: nobody is signed out.
pub async fn ask(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let parameters = request.query_form()?;
    let ui_locales = locales(&parameters);
    let look = Look::of(request, &ui_locales, config);
    let refused = |problem| Ok(pages::problem(problem, &look));
    let hint = match parameters.value("id_token_hint") {
        Some(text) => match sign_in::read_hint(text, config, ports).await? {
            Some(hint) => Some(hint),
            None => return refused(Problem::InvalidRequest),
        },
        None => None,
    };
    let named = parameters.value("client_id");
    let hinted = hint.as_ref().map(|hint| &*hint.client_id);
    if named.is_some() && hinted.is_some() && named != hinted {
        return refused(Problem::InvalidRequest);
    }
    let client = find(named.or(hinted), request.peer, config, ports).await?;
    let (address, state) = (parameters.value("post_logout_redirect_uri"), parameters.value("state"));
    let Ok(sign_out) = SignOut::new(client.as_ref(), address, state, ui_locales.clone(), config, ports.now()) else {
        return refused(Problem::RedirectUri);
    };
    let client = client.as_ref();
    let Some(record) = sign_in::present(request, "", "", config, ports).await? else {
        // Nobody is signed in, so the ID token may be the sender's own, in a link for others.
        let is_trusted = hint.is_some() && client.is_some_and(|it| consent::may_answer_silently(it, None, config));
        let departure = if is_trusted { Departure::Redirected } else { Departure::Offered };
        return Ok(sign_in::depart(sign_out, client, departure, &Ended::default(), &look));
    };
    if hint.is_some_and(|hint| is_of(&hint, client, &record.user, config)) {
        return leave(&record.session.id, sign_out, client, Departure::Redirected, request, &look, ports).await;
    }
    let contents =
        SignOutPage { request: &sign_out.seal(&record.session.id, config)?, client, post_logout_redirect_uri: None };
    Ok(pages::sign_out(&contents, &look))
}

/// Takes the user's decision. Without one it is the request of a client, which a browser sends without cookies if it is
/// a POST: the same request as a GET has them.
pub async fn decide(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let form = request.form(config.body_limit)?;
    let Some(sealed) = form.value("request") else { return Ok(by_get(&form, config)) };
    let look = Look::of(request, &[], config);
    let refused = |problem| Ok(pages::problem(problem, &look));
    if !sign_in::is_same_origin(request, config) {
        return refused(Problem::Forbidden);
    }
    let session = sign_in::session_id(request, config);
    let opened = session
        .and_then(|session| SignOut::open(sealed, &session, ports.now(), config).map(|sign_out| (session, sign_out)));
    let Some((session, sign_out)) = opened else { return refused(Problem::Expired) };
    if form.value("decision") != Some("sign-out") {
        return Ok(Response::see_other(format!("{}/account", config.issuer.as_str())));
    }
    let client = find(sign_out.client_id.as_deref(), request.peer, config, ports).await?;
    let ui_locales = sign_out.ui_locales.clone();
    let look = Look::of(request, &ui_locales, config);
    leave(&session, sign_out, client.as_ref(), Departure::Offered, request, &look, ports).await
}

/// Ends the session, and sends the browser on.
async fn leave(
    session: &SessionId,
    sign_out: SignOut,
    client: Option<&Client>,
    departure: Departure,
    request: &Request,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let ended = sign_in::end(session, request.peer, look.config, ports).await?;
    let response = sign_in::depart(sign_out, client, departure, &ended, look);
    Ok(ended.noted_in(response))
}

async fn find(
    client_id: Option<&str>,
    peer: Peer,
    config: &Config,
    ports: &impl Ports,
) -> Result<Option<Client>, Fault> {
    let Some(client_id) = client_id else { return Ok(None) };
    let client = resolve(client_id, ClientReads::Primary, peer, config, ports).await?.client;
    Ok(client.ok().filter(Client::is_complete))
}

/// Returns true if the hint is an ID token of this user for this client.
fn is_of(hint: &Hint, client: Option<&Client>, user: &User, config: &Config) -> bool {
    let salt = config.pairwise_salt.as_ref();
    let known = client.and_then(|client| subject(user.id.as_str(), client.accepted(), salt));
    known.is_some_and(|known| known == hint.subject)
}

fn locales(parameters: &Form) -> Vec<String> {
    let tags = parameters.value("ui_locales").unwrap_or_default().split(' ').filter(|tag| !tag.is_empty());
    tags.take(MAXIMUM_LOCALES).map(str::to_owned).collect()
}

/// Redirects to the same request as a GET.
fn by_get(form: &Form, config: &Config) -> Response {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in PARAMETERS {
        form.value(name).map(|value| query.append_pair(name, value));
    }
    Response::see_other(format!("{}?{}", config.issuer.end_session_endpoint(), query.finish()))
}

/// The parameters of a request, in the order of the specification. OpenID Connect RP-Initiated Logout section 2.
const PARAMETERS: [&str; 5] = ["id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales"];
