//! Routes a request to an endpoint, and adds the headers of every response.

mod endpoint;
mod handler;
mod methods;

use std::sync::OnceLock;

use crate::config::Misconfigured;
use crate::endpoint::discovery;
use crate::endpoint::document::Document;
use crate::error::{Error, Fault, Refusal};
use crate::http::{Method, Request, Response, Scheme, Status};
use crate::log_line::LogLine;
use crate::metrics;
use crate::model::{ClientId, Config, Observation, Passkeys, SignedMetadata, Subject};
use crate::operator_data;
use crate::pages::{self, Look};
use crate::ports::{HookNote, Ports};
use crate::route::endpoint::Endpoint;
use crate::route::handler::Handler;
use crate::sealed_client;
use crate::sign_in::keep_alive;

/// A configured server, made once for each isolate.
#[derive(Clone, Debug)]
pub struct Server {
    config: Config,
    discovery: Document,
    /// Made on the first request: few servers ever get one.
    openapi: OnceLock<Document>,
}

impl Server {
    /// Reads the settings by name; `Err` is the first invalid setting.
    pub fn start(setting: impl Fn(&str) -> Option<String>) -> Result<Self, Misconfigured> {
        let config = Config::read(setting)?;
        Ok(Self { discovery: discovery::document(&config), openapi: OnceLock::new(), config })
    }

    /// Returns the configuration.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }
}

/// A response and its log line.
#[derive(Clone, Debug)]
pub struct Handled {
    /// The response.
    pub response: Response,
    /// The log line.
    pub log_line: LogLine,
}

/// Returns false for a request whose events no limit counts: it comes from the machine on which the server itself runs.
///
/// A developer who tries many clients would meet limits that are for strangers. A deployed server has a public `ISSUER`,
/// and no caller on its own machine.
#[must_use]
pub fn is_limited(request: &Request, config: &Config) -> bool {
    !(config.issuer.is_local() && request.peer.is_loopback())
}

/// Returns true if an endpoint shows users where the request comes from. The platform makes these facts on their first
/// read, which costs time.
#[must_use]
pub fn looks_at_place(request: &Request) -> bool {
    // Sessions begin below `/sign-in`.
    request.path.ends_with("/device_authorization")
        || request.path.rsplit('/').skip(1).any(|segment| segment == "sign-in")
        || (request.method == Method::Post && request.path.ends_with("/sign-in"))
}

/// Answers a request. Every request gets a response.
pub async fn handle(request: &Request, server: &Server, ports: &impl Ports) -> Handled {
    let endpoint = Endpoint::at(&request.path, &server.config.issuer);
    let outcome = answer(request, endpoint, server, ports).await;
    let outcome = outcome.and_then(|response| Ok(keep_alive(response, request, &server.config, ports)?));
    let is_for_people = endpoint.is_some_and(Endpoint::is_for_people) && server.config.policy.has_own_sign_in();
    let is_for_administrators = is_of_administrators(endpoint, request, &server.config);
    let page = |error: Error| pages::failure(&error, &Look::of(request, &[], &server.config));
    let mut log_line = LogLine::of(request, endpoint.map_or("none", Endpoint::name));
    let mut client_id = None;
    let mut response = match outcome {
        Ok(response) => {
            client_id.clone_from(&response.client_id);
            log_line.tier = response.tier;
            log_line.code.clone_from(&response.code);
            log_line.reason = response.reason.as_deref().map(str::to_owned);
            log_line.statement.clone_from(&response.statement);
            log_line.administrator.clone_from(&response.administrator);
            log_line.shadow_policy = response.shadow.as_ref().map(|shadow| shadow.0.clone());
            response
        }
        Err(Error::Refusal(refusal)) => {
            log_line.code = Some(refusal.code().to_owned().into());
            log_line.reason = refusal.reason().map(str::to_owned);
            if let Some(place) = refusal.place() {
                log_line.note_place(&place);
            }
            match (is_for_people, is_for_administrators) {
                (true, _) => page(refusal.into()),
                (false, true) => refusal.problem(),
                (false, false) => refusal.response(),
            }
        }
        Err(Error::Fault(fault)) => {
            log_line.code = Some(fault.code().into());
            log_line.fault = Some(fault.cause().to_owned());
            match (is_for_people, is_for_administrators) {
                (true, _) => page(fault.into()),
                (false, true) => fault.problem(),
                (false, false) => fault.response(),
            }
        }
    };
    if let Some(HookNote { outcome, took, cause }) = ports.hook_note() {
        (log_line.hook, log_line.hook_ms) = (Some(outcome.as_str()), Some(took));
        log_line.reason = log_line.reason.or(cause);
    }
    // Callers paste tokens into paths, so only an identifier of this server is logged.
    if client_id.is_none()
        && let Some(Endpoint::ClientConfiguration(id) | Endpoint::ClientSecret(id)) = endpoint
    {
        let is_own = |id: &ClientId| {
            !id.is_sealed() || sealed_client::open(id.as_str(), server.config.names(), &server.config.keys).is_some()
        };
        client_id = ClientId::parse(id).filter(is_own).map(|id| id.as_str().to_owned());
    }
    log_line.client_id = client_id;
    log_line.status = response.status.0;
    if let Some(subject) = endpoint.map(|endpoint| subject_of(endpoint, request))
        && server.config.metrics.are_on()
    {
        let mut given = response.given.take();
        if given.is_none() && subject == Subject::Token {
            given = Some(metrics::facts_of_refused(request, &server.config));
        }
        if let Some(observation) = Observation::of(subject, &log_line, given) {
            metrics::count(&observation, ports);
        }
    }
    Handled { response: response.complete(request.method), log_line }
}

/// Returns true for a request to the admin API, also for a path of it that is no resource: its errors are problem details.
fn is_of_administrators(endpoint: Option<Endpoint<'_>>, request: &Request, config: &Config) -> bool {
    let local = || request.path.strip_prefix(config.issuer.path());
    endpoint.map_or_else(|| local().is_some_and(|path| path.starts_with("/admin/v1/")), Endpoint::is_of_administrators)
}

/// Returns the thing that a request asks for, for the counters.
const fn subject_of(endpoint: Endpoint<'_>, request: &Request) -> Subject {
    match (endpoint, request.method) {
        (Endpoint::ClientRegistration, Method::Post) => Subject::Registration,
        (Endpoint::Token, Method::Post) => Subject::Token,
        _ => Subject::Other,
    }
}

/// Answers a request to a misconfigured server. The cause is for the log alone.
#[must_use]
pub fn refuse_all(request: &Request, misconfigured: &Misconfigured) -> Handled {
    fail(request, &Fault::Unavailable(misconfigured.to_string()))
}

/// Answers a request that failed before it came to an endpoint.
#[must_use]
pub fn fail(request: &Request, fault: &Fault) -> Handled {
    let response = fault.response().complete(request.method);
    let log_line = LogLine {
        code: Some(fault.code().into()),
        fault: Some(fault.cause().to_owned()),
        status: response.status.0,
        ..LogLine::of(request, "none")
    };
    Handled { response, log_line }
}

/// Answers a request that was lost with the instance that read it.
#[must_use]
pub fn lost() -> Response {
    Fault::Broken("the instance broke off".to_owned()).response().complete(Method::Other)
}

async fn answer(
    request: &Request,
    endpoint: Option<Endpoint<'_>>,
    server: &Server,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let config = &server.config;
    if config.issuer.is_encrypted() && request.scheme == Scheme::Http {
        return Err(Refusal::Unencrypted.into());
    }
    let is_there = |endpoint: &Endpoint<'_>| {
        let has_keys = config.signs_for_operator() && matches!(endpoint, Endpoint::Jwks);
        (!endpoint.is_of_tokens() || config.policy.has_own_tokens() || has_keys)
            && (!endpoint.is_of_sign_in() || config.policy.has_own_sign_in())
            && (!endpoint.is_of_devices() || config.policy.has_devices())
            && (config.sign_in.passkeys == Passkeys::Allowed || !endpoint.is_of_passkeys())
            && (!config.attesters.is_empty() || !endpoint.is_of_attesters())
            && (config.has_readers() || !endpoint.is_of_readers())
            && (config.has_administrators() || !endpoint.is_of_administrators())
            && (!config.sign_in.console_roles.is_empty() || !endpoint.is_of_console())
    };
    let Some(endpoint) = endpoint.filter(is_there) else {
        let has_slash_too_many = without_slashes(&request.path)
            .is_some_and(|path| Endpoint::at(&path, &config.issuer).as_ref().is_some_and(is_there));
        // Never a page or a redirection: apps try the next well-known location only after a plain 4xx.
        return Err(if has_slash_too_many { Refusal::NotFoundBySlash } else { Refusal::NotFound }.into());
    };
    let allow = endpoint.allow(&config.policy);
    let refused = || Err(Refusal::MethodNotAllowed(allow, endpoint.instead()).into());
    if !allow.split(", ").any(|method| method == request.method.as_str()) {
        return refused();
    }
    if request.method == Method::Options {
        return Ok(preflight(allow));
    }
    let with_data = if endpoint.uses_data() { operator_data::config_now(config, ports).await } else { None };
    let config = with_data.as_deref().unwrap_or(config);
    let handler = match (endpoint, request.method) {
        (Endpoint::Discovery, Method::Get | Method::Head) if config.signed_metadata == SignedMetadata::Off => {
            return Ok(server.discovery.answer(request));
        }
        _ if endpoint.is_for_people() => handler::of_people(endpoint, request, config, ports),
        _ => handler::of_clients(endpoint, request, (config, server), ports),
    };
    match handler {
        Some(Handler::Made(response)) => response,
        Some(Handler::Waiting(apart)) => apart.await,
        None => refused(),
    }
}

/// Returns a path without empty segments; `None` if it has none.
fn without_slashes(path: &str) -> Option<String> {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    let clean: String = segments.flat_map(|segment| ["/", segment]).collect();
    (clean != path).then_some(clean)
}

/// Answers a CORS preflight. Endpoints that read cookies have none, so every origin is permitted.
fn preflight(allow: &'static str) -> Response {
    Response::empty(Status(204))
        .with("allow", allow)
        .with("access-control-allow-methods", allow)
        .with(
            "access-control-allow-headers",
            // MCP apps in a browser send `mcp-protocol-version` with each request for a discovery document.
            "authorization, content-type, dpop, if-match, if-none-match, mcp-protocol-version, oauth-client-attestation, \
            oauth-client-attestation-pop",
        )
        .with("access-control-max-age", "86400")
}
