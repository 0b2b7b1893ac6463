//! The scenarios, in the order of the way of a request; the last ones go all of it.

use std::hint::black_box;

use enrol::client_metadata::Jwks;
use enrol::http::{Method, Request};
use enrol::json as reader;
use enrol::model::{ClientId, RegisteredClient, RegistrationAccessToken};
use enrol::rules;
use enrol::sealed_client;
use enrol_testing::{Call, NOW};
use serde_json::{Value, json};

use crate::subject::{Registered, Subject, answer, call};

type Scenario = (&'static str, fn() -> Work);

const SCENARIOS: [Scenario; 21] = [
    ("parse, MCP client", || parse("mcp")),
    ("parse, web client", || parse("web")),
    ("parse, every member of OpenID Connect", || parse("openid")),
    ("keys, RSA and Ed25519 with certificates", keys),
    ("rules, MCP client", || accept("mcp")),
    ("rules, web client", || accept("web")),
    ("rules, every member of OpenID Connect", || accept("openid")),
    ("seal, MCP client", || seal("mcp")),
    ("seal, web client", || seal("web")),
    ("seal, every member of OpenID Connect", || seal("openid")),
    ("open, MCP client", || open("mcp")),
    ("open, web client", || open("web")),
    ("open, every member of OpenID Connect", || open("openid")),
    ("verify, registration access token", verify_token),
    ("verify, client secret", verify_secret),
    ("discovery", discovery),
    ("registration, MCP client", || register("mcp")),
    ("registration, web client", || register("web")),
    ("registration, every member of OpenID Connect", || register("openid")),
    ("read", read),
    ("client_credentials, secret", client_credentials),
];

/// The names of all scenarios.
pub fn names() -> impl Iterator<Item = &'static str> {
    SCENARIOS.iter().map(|(name, _)| *name)
}

/// Prepares a scenario; `None` if there is none of this name. It is run once, so that what is made only once is there.
#[must_use]
pub fn prepare(name: &str) -> Option<Work> {
    let (_, scenario) = SCENARIOS.iter().find(|(known, _)| *known == name)?;
    let work = scenario();
    work.run();
    Some(work)
}

/// Work that is repeated. Its result is dropped.
pub struct Work(Box<dyn Fn()>);

impl Work {
    fn of<T>(work: impl Fn() -> T + 'static) -> Self {
        Self(Box::new(move || {
            black_box(work());
        }))
    }

    /// Does it once.
    pub fn run(&self) {
        self.0();
    }
}

fn parse(client: &str) -> Work {
    let body = Subject::of(client).body();
    Work::of(move || reader::read_object(&body).expect("an object"))
}

/// Reads a JWK Set of keys without arithmetic of points, which would hide all else.
fn keys() -> Work {
    let mut certified: Value = serde_json::from_str(CERTIFIED_KEYS).expect("keys");
    let keys = ["rsa", "Ed25519"].map(|name| certified[name].take());
    let set = json!({"keys": keys});
    Work::of(move || Jwks::of(&set).expect("a set of sound keys"))
}

/// Keys of each type, each with a self-signed certificate.
const CERTIFIED_KEYS: &str = include_str!("../../../tests/native/messages/certified_keys.json");

fn accept(client: &str) -> Work {
    let Subject { asked, server } = Subject::of(client);
    Work::of(move || rules::accept(&asked, &server.config().policy).expect("a client"))
}

fn seal(client: &str) -> Work {
    let subject = Subject::of(client);
    let accepted = subject.accepted();
    Work::of(move || subject.seal(&accepted))
}

fn open(client: &str) -> Work {
    let subject = Subject::of(client);
    let id = subject.seal(&subject.accepted());
    Work::of(move || {
        let config = subject.server.config();
        sealed_client::open(&id, config.names(), &config.keys).expect("a sealed client")
    })
}

fn verify_token() -> Work {
    let subject = Subject::of("web");
    let Registered { id, token, .. } = subject.registered();
    let id = ClientId::parse(&id).expect("an identifier");
    Work::of(move || {
        let token = RegistrationAccessToken::parse(&token).expect("a token");
        assert!(token.belongs_to(&id, &subject.server.config().keys));
    })
}

fn verify_secret() -> Work {
    let subject = Subject::of("machine");
    let Registered { id, secret, .. } = subject.registered();
    let id = ClientId::parse(&id).expect("an identifier");
    let client = RegisteredClient::open(&id, subject.server.config()).expect("a sealed client");
    Work::of(move || {
        let secrets =
            client.credentials.secrets(&id, NOW, &subject.server.config().policy, &subject.server.config().keys);
        assert!(secrets.iter().any(|known| known.is(&secret)));
    })
}

fn discovery() -> Work {
    let discovery = call(Method::Get, "/.well-known/oauth-authorization-server").into_request();
    handle(&Subject::of("mcp"), discovery, 200)
}

fn register(client: &str) -> Work {
    let subject = Subject::of(client);
    let registration = subject.registration();
    handle(&subject, registration, 201)
}

fn read() -> Work {
    let subject = Subject::of("web");
    let Registered { id, token, .. } = subject.registered();
    handle(&subject, call(Method::Get, &format!("/register/{id}")).token(&token).into_request(), 200)
}

fn client_credentials() -> Work {
    let subject = Subject::of("machine");
    let Registered { id, secret, .. } = subject.registered();
    let form = [("grant_type", "client_credentials"), ("scope", "read")];
    let call = Call::token_request(&form).header("accept", "*/*").basic(&id, &secret);
    handle(&subject, call.into_request(), 200)
}

/// Answers a request, and writes its line for the log.
fn handle(subject: &Subject, request: Request, status: u16) -> Work {
    let world = subject.world();
    Work::of(move || {
        let handled = answer(&request, &world);
        assert_eq!(handled.response.status.0, status);
        (handled.response, handled.log_line.text(0, 0))
    })
}
