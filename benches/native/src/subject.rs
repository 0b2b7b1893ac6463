//! Clients of `benches/clients.json`, each with a server that it registers at, and what both send each other.

use std::borrow::Cow;
use std::sync::Arc;

use enrol::http::{Method, Request};
use enrol::policy::ClientStorage;
use enrol::route::{self, Handled, Server};
use enrol::rules::{self, ValidatedClient};
use enrol::sealed_client::{self, NONCE_BYTES, Sealed};
use enrol_testing::{Call, NOW, Signatures, World, run};
use serde_json::{Map, Value};

/// The servers that are timed on their platform register the same ones.
const CLIENTS: &str = include_str!("../../clients.json");

/// A client, and its server.
pub struct Subject {
    /// The metadata in the request.
    pub asked: Map<String, Value>,
    /// Its server.
    pub server: Arc<Server>,
}

/// The identifier and credentials of a registered client.
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
        Self { asked: member(client), server: server.into() }
    }

    /// The bytes that the client sends.
    pub fn body(&self) -> Vec<u8> {
        Value::Object(self.asked.clone()).to_string().into_bytes()
    }

    /// The metadata that the server accepts.
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
        call(Method::Post, "/register").header("content-type", "application/json").body(self.body()).into_request()
    }

    /// Registers it, so that nothing of it is stored.
    pub fn registered(&self) -> Registered {
        let handled = answer(&self.registration(), &self.world());
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

    /// Makes the world of the server, in which signatures cost nothing: the platform makes them.
    pub fn world(&self) -> World {
        let world = World::of(Arc::clone(&self.server));
        world.signatures.set(Signatures::Assumed);
        world
    }
}

/// Answers a request.
pub fn answer(request: &Request, world: &World) -> Handled {
    run(route::handle(request, &world.server, world))
}

fn start(settings: &[(&str, &str)]) -> Server {
    enrol_testing::start(&[settings, &[("SCOPES_SUPPORTED", "openid read")]].concat())
}

/// A request with a header that every client sends.
pub fn call(method: Method, path: &str) -> Call {
    Call::new(method, path).header("accept", "*/*")
}
