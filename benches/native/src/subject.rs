//! Clients of `benches/clients.json`, each with a server that it registers at, and what both send each other.

use std::borrow::Cow;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use enrol::http::{Body, Headers, Method, Peer, Request, Scheme};
use enrol::policy::ClientStorage;
use enrol::route::{self, Handled, Server};
use enrol::rules::{self, ValidatedClient};
use enrol::sealed_client::{self, NONCE_BYTES, Sealed};
use enrol::unit::Timestamp;
use serde_json::{Map, Value};

use crate::world::World;

/// What time it always is.
pub const NOW: Timestamp = Timestamp(1_800_000_000);

/// The servers that are timed on their platform register the same ones.
const CLIENTS: &str = include_str!("../../clients.json");

const ISSUER: &str = "https://as.example";
const MASTER_SECRET: &str = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// A client, and its server.
pub struct Subject {
    /// What the client asks for.
    pub asked: Map<String, Value>,
    /// Whom it asks.
    pub server: Server,
}

/// What a client has after it has registered.
pub struct Registered {
    /// Its identifier.
    pub id: String,
    /// Its secret, empty if it has none.
    pub secret: String,
    /// Its registration access token.
    pub token: String,
}

impl Subject {
    /// The client of a name, and a server that seals it: with defaults, or one for OpenID providers.
    pub fn of(client: &str) -> Self {
        let mut clients: Map<String, Value> = serde_json::from_str(CLIENTS).expect("a JSON object");
        let mut member = |name: &str| match clients.remove(name) {
            Some(Value::Object(members)) => members,
            _ => panic!("benches/clients.json has no {name}"),
        };
        let provider = Value::Object(member("provider")).to_string();
        let server = match client {
            "openid" => start(&[("AUTHORIZATION_SERVER", &provider), ("SEALED_ID_LIMIT", "1024")]),
            _ => start(&[]),
        };
        Self { asked: member(client), server }
    }

    /// What the client sends.
    pub fn body(&self) -> Vec<u8> {
        Value::Object(self.asked.clone()).to_string().into_bytes()
    }

    /// What the server accepts of it.
    pub fn accepted(&self) -> ValidatedClient {
        rules::accept(&self.asked, &self.server.config().policy).expect("a client")
    }

    /// The identifier that the client is sealed into.
    pub fn seal(&self, accepted: &ValidatedClient) -> String {
        let config = self.server.config();
        let ClientStorage::Sealed { limit, .. } = config.policy.client_storage else { panic!("clients are stored") };
        let members = Cow::Borrowed(accepted.members());
        let sealed = Sealed { members, issued_at: NOW, bounds: None, nonce: [1; NONCE_BYTES] };
        sealed_client::seal(&sealed, config.issuer.as_str(), &config.keys, limit).expect("an identifier")
    }

    /// Its request to be registered.
    pub fn registration(&self) -> Request {
        with_body(request(Method::Post, "/register"), "application/json", self.body())
    }

    /// Registers it, so that nothing of it is stored.
    pub fn registered(&self) -> Registered {
        let handled = self.answer(&self.registration(), &self.world());
        let members: Map<String, Value> = serde_json::from_slice(&handled.response.body).expect("a JSON object");
        let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let registered = Registered {
            id: text("client_id"),
            secret: text("client_secret"),
            token: text("registration_access_token"),
        };
        assert!(registered.id.starts_with(sealed_client::TAG), "not sealed, but {members:?}");
        registered
    }

    /// What is there beside the server.
    pub fn world(&self) -> World {
        World::of(self.server.config().keys.current())
    }

    /// The answer to a request, which waits for nothing.
    pub fn answer(&self, request: &Request, world: &World) -> Handled {
        let handled = pin!(route::handle(request, &self.server, world));
        match handled.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(handled) => handled,
            Poll::Pending => panic!("a port in memory waited"),
        }
    }
}

fn start(settings: &[(&str, &str)]) -> Server {
    let base = [
        ("ISSUER", ISSUER),
        ("MASTER_SECRET", MASTER_SECRET),
        ("REGISTRATION_MODE", "open"),
        ("SCOPES_SUPPORTED", "openid read"),
    ];
    let setting = |name: &str| {
        let mut all = base.iter().chain(settings);
        all.find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    };
    Server::start(setting).expect("a configuration")
}

/// A request as the platform passes it on.
pub fn request(method: Method, path: &str) -> Request {
    let mut headers = Headers::default();
    headers.add(method, "accept", "*/*");
    Request {
        method,
        scheme: Scheme::Https,
        path: path.to_owned(),
        query: String::new(),
        headers,
        body: Body::Complete(Vec::new()),
        peer: Peer(Some([203, 0, 113, 7].into())),
        certificate: None,
        ray_id: "8f3c1e5d7a2b4c60".to_owned(),
    }
}

/// The same with a body.
pub fn with_body(mut request: Request, content_type: &str, body: Vec<u8>) -> Request {
    request.headers.add(request.method, "content-type", content_type);
    Request { body: Body::Complete(body), ..request }
}
