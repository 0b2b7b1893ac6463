//! What is sent and what comes back.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use base64ct::{Base64, Encoding};
use enrol::http::{Body, Certificate, CertificateStatus, Headers, Method, Peer, Request, Response, Scheme};
use enrol::registration::looks_at_certificate;
use enrol::route;
use serde_json::{Value, json};

use super::World;

/// A request in the making.
pub struct Call(Request);

impl Call {
    pub fn new(method: Method, path: &str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        Self(Request {
            method,
            scheme: Scheme::Https,
            path: path.to_owned(),
            query: query.to_owned(),
            headers: Headers::default(),
            body: Body::Complete(Vec::new()),
            peer: Peer("203.0.113.7".parse().ok()),
            certificate: None,
            ray_id: "ray".to_owned(),
        })
    }

    pub fn get(path: &str) -> Self {
        Self::new(Method::Get, path)
    }

    /// A registration of this metadata.
    pub fn register(metadata: &Value) -> Self {
        Self::new(Method::Post, "/register").json(metadata)
    }

    /// A registration of these bytes.
    pub fn register_bytes(body: impl Into<Vec<u8>>) -> Self {
        Self::new(Method::Post, "/register").header("content-type", "application/json").body(body)
    }

    /// A call of the configuration endpoint of a registered client with its own token.
    pub fn manage(method: Method, client: &Reply) -> Self {
        let address = client.text("registration_client_uri");
        let path = address.strip_prefix("https://as.example").expect("an address of this server");
        Self::new(method, path).token(&client.text("registration_access_token"))
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.0.headers.add(self.0.method, name, value);
        self
    }

    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    /// A request to the token endpoint with these parameters.
    pub fn token_request(parameters: &[(&str, &str)]) -> Self {
        Self::form("/token", parameters)
    }

    /// A form of these parameters.
    pub fn form(path: &str, parameters: &[(&str, &str)]) -> Self {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        Self::new(Method::Post, path).header("content-type", "application/x-www-form-urlencoded").body(form)
    }

    /// The same with an identifier and a secret in the header.
    pub fn basic(self, id: &str, secret: &str) -> Self {
        self.header("authorization", &format!("Basic {}", Base64::encode_string(format!("{id}:{secret}").as_bytes())))
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.0.body = Body::Complete(body.into());
        self
    }

    pub fn too_large(mut self) -> Self {
        self.0.body = Body::TooLarge;
        self
    }

    pub fn broken(mut self) -> Self {
        self.0.body = Body::Broken;
        self
    }

    pub fn over_http(mut self) -> Self {
        self.0.scheme = Scheme::Http;
        self
    }

    /// The same from another address.
    pub fn from(mut self, address: &str) -> Self {
        self.0.peer = Peer(address.parse().ok());
        self
    }

    /// The same with a certificate.
    pub fn certificate(mut self, thumbprint: &str, issuer: &str, status: CertificateStatus) -> Self {
        let (thumbprint, issuer) = (thumbprint.to_owned(), issuer.to_owned());
        self.0.certificate = Some(Certificate { thumbprint, issuer, subject: None, status });
        self
    }

    /// The same with a certificate of this subject.
    pub fn subject(self, subject: &str, thumbprint: &str, status: CertificateStatus) -> Self {
        let mut call = self.certificate(thumbprint, "CN=Authority", status);
        if let Some(certificate) = &mut call.0.certificate {
            certificate.subject = Some(subject.to_owned());
        }
        call
    }

    pub fn into_request(self) -> Request {
        self.0
    }

    pub fn to(self, world: &World) -> Reply {
        run(self.sent_to(world))
    }

    async fn sent_to(self, world: &World) -> Reply {
        let Self(mut request) = self;
        // As the edge does.
        if !looks_at_certificate(&request, world.server.config()) {
            request.certificate = None;
        }
        let handled = route::handle(&request, &world.server, world).await;
        Reply { line: handled.log_line.text(0, 0), response: handled.response }
    }
}

/// A response, and the line in the log.
pub struct Reply {
    pub response: Response,
    pub line: String,
}

impl Reply {
    pub fn status(&self) -> u16 {
        self.response.status.0
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.header(name)
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.response.body).expect("a JSON body")
    }

    /// A member of the body.
    pub fn member(&self, name: &str) -> Value {
        self.json().get(name).cloned().unwrap_or(Value::Null)
    }

    /// A member of the body that is a string.
    pub fn text(&self, name: &str) -> String {
        self.member(name).as_str().expect("a string").to_owned()
    }

    /// Status, code and pointer of a refusal.
    pub fn refusal(&self) -> (u16, String, String) {
        assert!(self.status() >= 400, "not refused: {}", self.json());
        let pointer = self.member("pointer").as_str().unwrap_or("no pointer").to_owned();
        (self.status(), self.text("error"), pointer)
    }

    /// The body as RFC 7592 section 2.2 wants it back: without what only the server sets.
    pub fn resubmitted(&self) -> Value {
        let Value::Object(mut members) = self.json() else { panic!("an object") };
        for name in
            ["client_id_issued_at", "client_secret_expires_at", "registration_access_token", "registration_client_uri"]
        {
            members.remove(name);
        }
        Value::Object(members)
    }
}

/// The metadata of a client that is redirected to and has keys, unless it says otherwise.
pub fn keyed(members: &Value) -> Value {
    let mut asked = json!({"redirect_uris": ["https://client.example/cb"], "jwks_uri": "https://client.example/jwks"});
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    asked
}

/// Registers such a client.
pub fn register(world: &World, members: &Value) -> Reply {
    Call::register(&keyed(members)).to(world)
}

/// Sends calls at once: each asks the store once, then the next one does, so that all read before one of them writes.
pub fn at_once(world: &World, calls: impl IntoIterator<Item = Call>) -> Vec<Reply> {
    world.takes_turns.set(true);
    let mut running: Vec<_> = calls.into_iter().map(|call| Some(Box::pin(call.sent_to(world)))).collect();
    let mut replies: Vec<Option<Reply>> = running.iter().map(|_| None).collect();
    let mut context = Context::from_waker(Waker::noop());
    while replies.iter().any(Option::is_none) {
        for (place, reply) in running.iter_mut().zip(&mut replies) {
            if let Some(future) = place
                && let Poll::Ready(ready) = future.as_mut().poll(&mut context)
            {
                *reply = Some(ready);
                *place = None;
            }
        }
    }
    world.takes_turns.set(false);
    replies.into_iter().flatten().collect()
}

/// Lets others go on once.
pub async fn give_way() {
    let mut has_waited = false;
    poll_fn(|_| if std::mem::replace(&mut has_waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// Runs a future whose ports never wait.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a port in memory waited"),
    }
}
