//! From a method and a path to an endpoint, and what every answer carries.

use std::pin::Pin;
use std::sync::OnceLock;

use serde_json::Value;

use crate::client::{ClientId, sealed};
use crate::config::{Config, Issuer, Misconfigured};
use crate::endpoint::document::Document;
use crate::endpoint::{
    client_configuration, client_registration, client_secret, discovery, introspection, jwks, openapi, revocation,
    statement_keys, token, webfinger,
};
use crate::error::{Error, Fault, Refusal};
use crate::http::{Method, Request, Response, Scheme, Status};
use crate::json;
use crate::policy::{Change, Policy};
use crate::ports::Ports;

/// A configured server, made once.
#[derive(Clone, Debug)]
pub struct Server {
    config: Config,
    discovery: Document,
    /// Made when it is first asked for: few ever ask.
    openapi: OnceLock<Document>,
}

impl Server {
    /// Reads the settings by name; `Err` is the first that it cannot run with.
    pub fn start(setting: impl Fn(&str) -> Option<String>) -> Result<Self, Misconfigured> {
        let config = Config::read(setting)?;
        Ok(Self { discovery: discovery::document(&config), openapi: OnceLock::new(), config })
    }

    /// What it was started with.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }
}

/// An answer, and what the log says of it.
#[derive(Clone, Debug)]
pub struct Handled {
    /// The answer.
    pub response: Response,
    /// One line for the log.
    pub record: Record,
}

/// What the log says of one request: never a token, a secret or a body.
#[derive(Clone, Debug)]
pub struct Record(Vec<(&'static str, Value)>);

impl Record {
    fn of(request: &Request, route: &'static str) -> Self {
        let mut record = Self(Vec::new());
        record.note("method", request.method.as_str());
        record.note("route", route);
        record.note("ray_id", &*request.ray_id);
        record
    }

    fn note(&mut self, name: &'static str, value: impl Into<Value>) {
        self.0.push((name, value.into()));
    }

    /// The line, with the time that the request took, and how many statements the database was given.
    #[must_use]
    pub fn line(mut self, milliseconds: u64, statements: u32) -> String {
        self.note("duration_ms", milliseconds);
        self.note("d1_statements", statements);
        json::text_of(&self.0)
    }
}

#[derive(Clone, Copy)]
enum Endpoint<'a> {
    ClientConfiguration(&'a str),
    ClientRegistration,
    ClientSecret(&'a str),
    Discovery,
    Introspection,
    Jwks,
    OpenApi,
    Revocation,
    StatementKeys,
    Token,
    WebFinger,
}

impl<'a> Endpoint<'a> {
    /// The endpoint at a path, compared exactly: no variant of a path gets around a rule.
    fn at(path: &'a str, issuer: &Issuer) -> Option<Self> {
        let is_document = |name: &str| name == "openid-configuration" || name == "oauth-authorization-server";
        if path == "/.well-known/webfinger" {
            return Some(Self::WebFinger);
        }
        // An issuer with a path inserts the well-known part before it or appends it. RFC 8414 sections 3.1 and 5.
        let inserted = path.strip_prefix("/.well-known/").and_then(|rest| rest.strip_suffix(issuer.path()));
        let local = path.strip_prefix(issuer.path());
        let appended = local.and_then(|local| local.strip_prefix("/.well-known/"));
        if inserted.is_some_and(is_document) || appended.is_some_and(is_document) {
            return Some(Self::Discovery);
        }
        match local {
            Some("/introspect") => return Some(Self::Introspection),
            Some("/jwks") => return Some(Self::Jwks),
            Some("/openapi.json") => return Some(Self::OpenApi),
            Some("/revoke") => return Some(Self::Revocation),
            Some("/statements/jwks") => return Some(Self::StatementKeys),
            Some("/token") => return Some(Self::Token),
            _ => {}
        }
        let rest = local?.strip_prefix("/register")?;
        match rest.strip_prefix('/') {
            None if rest.is_empty() => Some(Self::ClientRegistration),
            Some(of_client)
                if of_client.strip_suffix("/secret").is_some_and(|id| !id.is_empty() && !id.contains('/')) =>
            {
                of_client.strip_suffix("/secret").map(Self::ClientSecret)
            }
            Some(id) if !id.is_empty() && !id.contains('/') => Some(Self::ClientConfiguration(id)),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::ClientConfiguration(_) => "client_configuration",
            Self::ClientRegistration => "client_registration",
            Self::ClientSecret(_) => "client_secret",
            Self::Discovery => "discovery",
            Self::Introspection => "introspection",
            Self::Jwks => "jwks",
            Self::OpenApi => "openapi",
            Self::Revocation => "revocation",
            Self::StatementKeys => "statement_keys",
            Self::Token => "token",
            Self::WebFinger => "webfinger",
        }
    }

    /// Whether it is there only where this server issues tokens.
    const fn is_of_tokens(self) -> bool {
        matches!(self, Self::Introspection | Self::Jwks | Self::Revocation | Self::Token)
    }

    fn allow(self, policy: &Policy) -> &'static str {
        let may = |change| policy.changes.contains(&change);
        match self {
            Self::ClientConfiguration(_) => match (may(Change::Update), may(Change::Delete)) {
                (true, true) => "GET, HEAD, PUT, DELETE, OPTIONS",
                (true, false) => "GET, HEAD, PUT, OPTIONS",
                (false, true) => "GET, HEAD, DELETE, OPTIONS",
                (false, false) => "GET, HEAD, OPTIONS",
            },
            Self::ClientSecret(_) if !may(Change::Update) => "OPTIONS",
            Self::ClientRegistration | Self::ClientSecret(_) | Self::Introspection | Self::Revocation | Self::Token => {
                "POST, OPTIONS"
            }
            Self::Discovery | Self::Jwks | Self::OpenApi | Self::StatementKeys | Self::WebFinger => {
                "GET, HEAD, OPTIONS"
            }
        }
    }
}

/// Answers one request. There is always an answer.
pub async fn handle(request: &Request, server: &Server, ports: &impl Ports) -> Handled {
    let endpoint = Endpoint::at(&request.path, &server.config.issuer);
    let outcome = answer(request, endpoint, server, ports).await;
    let mut record = Record::of(request, endpoint.map_or("none", Endpoint::name));
    let mut client_id = None;
    let response = match outcome {
        Ok(response) => {
            client_id.clone_from(&response.client_id);
            if let Some(statement) = &response.statement {
                record.note("statement", &**statement);
            }
            response
        }
        Err(Error::Refusal(refusal)) => {
            record.note("code", refusal.code());
            if let Some(reason) = refusal.reason() {
                record.note("reason", reason);
            }
            refusal.response()
        }
        Err(Error::Fault(fault)) => {
            record.note("code", fault.code());
            record.note("fault", fault.cause());
            fault.response()
        }
    };
    // A path is logged only as far as it is an identifier of ours: people paste tokens into paths.
    if client_id.is_none()
        && let Some(Endpoint::ClientConfiguration(id) | Endpoint::ClientSecret(id)) = endpoint
    {
        let is_own = |id: &ClientId| {
            !id.is_sealed() || sealed::open(id.as_str(), server.config.names(), &server.config.keys).is_some()
        };
        client_id = ClientId::parse(id).filter(is_own).map(|id| id.as_str().to_owned());
    }
    if let Some(id) = client_id {
        record.note("client_id", id);
    }
    record.note("status", response.status.0);
    Handled { response: complete(request, response), record }
}

/// Answers any request to a server that cannot run: what is wrong is for the log alone.
#[must_use]
pub fn refuse_all(request: &Request, misconfigured: &Misconfigured) -> Handled {
    let fault = Fault::Unavailable(misconfigured.to_string());
    let response = complete(request, fault.response());
    let mut record = Record::of(request, "none");
    record.note("code", fault.code());
    record.note("fault", fault.cause());
    record.note("status", response.status.0);
    Handled { response, record }
}

/// What an endpoint does, in a box: smaller than all of them together, and compiled when it is first asked for.
type Apart<'a> = Pin<Box<dyn Future<Output = Result<Response, Error>> + 'a>>;

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
    let is_there = |endpoint: &Endpoint<'_>| config.policy.has_own_tokens() || !endpoint.is_of_tokens();
    let endpoint = endpoint.filter(is_there).ok_or(Refusal::NotFound)?;
    let allow = endpoint.allow(&config.policy);
    if !allow.split(", ").any(|method| method == request.method.as_str()) {
        return Err(Refusal::MethodNotAllowed(allow).into());
    }
    let apart: Apart<'_> = match (endpoint, request.method) {
        (_, Method::Options) => return Ok(preflight(allow)),
        (Endpoint::ClientConfiguration(id), Method::Get | Method::Head) => {
            Box::pin(client_configuration::read(request, id, config, ports))
        }
        (Endpoint::ClientConfiguration(id), Method::Put) => {
            Box::pin(client_configuration::update(request, id, config, ports))
        }
        (Endpoint::ClientConfiguration(id), Method::Delete) => {
            Box::pin(client_configuration::delete(request, id, config, ports))
        }
        (Endpoint::ClientRegistration, Method::Post) => Box::pin(client_registration::register(request, config, ports)),
        (Endpoint::ClientSecret(id), Method::Post) => Box::pin(client_secret::renew(request, id, config, ports)),
        (Endpoint::Discovery, Method::Get | Method::Head) => return Ok(server.discovery.answer(request)),
        (Endpoint::OpenApi, Method::Get | Method::Head) => {
            return Ok(server.openapi.get_or_init(|| openapi::document(config)).answer(request));
        }
        (Endpoint::Jwks, Method::Get | Method::Head) => Box::pin(jwks::publish(request, config, ports)),
        (Endpoint::StatementKeys, Method::Get | Method::Head) => {
            Box::pin(statement_keys::publish(request, config, ports))
        }
        (Endpoint::Introspection, Method::Post) => Box::pin(introspection::introspect(request, config, ports)),
        (Endpoint::Revocation, Method::Post) => Box::pin(revocation::revoke(request, config, ports)),
        (Endpoint::Token, Method::Post) => Box::pin(token::issue(request, config, ports)),
        (Endpoint::WebFinger, Method::Get | Method::Head) => return webfinger::answer(request, &config.issuer),
        _ => return Err(Refusal::MethodNotAllowed(allow).into()),
    };
    apart.await
}

/// What a browser may send here from any page: no cookies are read, so every origin is as good as none.
fn preflight(allow: &'static str) -> Response {
    Response::empty(Status(204))
        .with("allow", allow)
        .with("access-control-allow-methods", allow)
        .with(
            "access-control-allow-headers",
            "authorization, content-type, dpop, if-match, if-none-match, mcp-protocol-version",
        )
        .with("access-control-max-age", "86400")
}

/// What every answer carries; an answer to HEAD has no body. RFC 9110 section 9.3.2.
fn complete(request: &Request, mut response: Response) -> Response {
    if request.method == Method::Head {
        response.body.clear();
    }
    if response.header("cache-control").is_none() {
        response = response.with("cache-control", "no-store").with("pragma", "no-cache");
    }
    response
        .with("access-control-allow-origin", "*")
        .with("access-control-expose-headers", "etag, retry-after, www-authenticate")
        .with("referrer-policy", "no-referrer")
        .with("x-content-type-options", "nosniff")
}
