//! Requests in the making.

use base64ct::{Base64, Encoding};
use enrol::client_certificate;
use enrol::http::{Body, Certificate, CertificateStatus, Field, Headers, Method, Peer, Request, Scheme};
use enrol::registration::looks_at_certificate;
use enrol::route;
use serde_json::Value;

use crate::{ISSUER, Reply, World, run};

/// A request in the making.
pub struct Call(Request, Vec<(String, String)>);

impl Call {
    /// A request without headers and body, over https, from one address. The path may have a query.
    pub fn new(method: Method, path: &str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let request = Request {
            method,
            scheme: Scheme::Https,
            path: path.to_owned(),
            query: query.to_owned(),
            headers: Headers::default(),
            body: Body::Complete(Vec::new()),
            peer: Peer("203.0.113.7".parse().ok()),
            place: None,
            certificate: None,
            certificate_fault: None,
            ray_id: "ray".to_owned(),
        };
        Self(request, Vec::new())
    }

    /// A GET request.
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

    /// A request to the client configuration endpoint with the client's own token.
    pub fn manage(method: Method, client: &Reply) -> Self {
        let address = client.text("registration_client_uri");
        let path = address.strip_prefix(ISSUER).expect("an address of this server");
        Self::new(method, path).token(&client.text("registration_access_token"))
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

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.0.headers.add_read(Field::of(self.0.method, &self.url(), true), name, value);
        self.1.push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    /// Returns the path with the query as a URL has them.
    fn url(&self) -> String {
        let mark = if self.0.query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", self.0.path, self.0.query)
    }

    /// Adds a bearer token.
    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Adds an identifier and a secret in the header.
    pub fn basic(self, id: &str, secret: &str) -> Self {
        self.header("authorization", &format!("Basic {}", Base64::encode_string(format!("{id}:{secret}").as_bytes())))
    }

    /// Sets a JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.0.body = Body::Complete(body.into());
        self
    }

    /// Makes the body larger than the server reads.
    pub fn too_large(mut self) -> Self {
        self.0.body = Body::TooLarge;
        self
    }

    /// Makes the body end too early.
    pub fn broken(mut self) -> Self {
        self.0.body = Body::Broken;
        self
    }

    /// Sends the request without TLS.
    pub fn over_http(mut self) -> Self {
        self.0.scheme = Scheme::Http;
        self
    }

    /// Sends the request from another address.
    pub fn from(mut self, address: &str) -> Self {
        self.0.peer = Peer(address.parse().ok());
        self
    }

    /// Sends the request with a client certificate.
    pub fn certificate(mut self, thumbprint: &str, issuer: &str, status: CertificateStatus) -> Self {
        let (thumbprint, issuer) = (thumbprint.to_owned(), issuer.to_owned());
        self.0.certificate = Some(Certificate { thumbprint, issuer, subject: None, status, der: None });
        self
    }

    /// Sends the request with a client certificate of this subject.
    pub fn subject(self, subject: &str, thumbprint: &str, status: CertificateStatus) -> Self {
        let mut call = self.certificate(thumbprint, "CN=Authority", status);
        if let Some(certificate) = &mut call.0.certificate {
            certificate.subject = Some(subject.to_owned());
        }
        call
    }

    /// Takes the certificate off the request.
    pub fn bare(mut self) -> Self {
        self.0.certificate = None;
        self
    }

    /// Adds the whole certificate of the request.
    pub fn whole(mut self, der: &[u8]) -> Self {
        if let Some(certificate) = &mut self.0.certificate {
            certificate.der = Some(der.to_vec());
        }
        self
    }

    /// Sends the request with this certificate, of a subject that nobody registered.
    pub fn presenting(self, der: &[u8], status: CertificateStatus) -> Self {
        let mut call = self.subject("CN=presented", "presented", status);
        if let Some(certificate) = &mut call.0.certificate {
            certificate.der = Some(der.to_vec());
        }
        call
    }

    /// Sends the request from a town and a country.
    #[must_use]
    pub fn at(mut self, place: &str) -> Self {
        self.0.place = Some(place.to_owned());
        self
    }

    /// Returns the request itself.
    pub fn into_request(self) -> Request {
        self.0
    }

    /// Sends the request to the server of a world.
    pub fn to(self, world: &World) -> Reply {
        run(self.sent_to(world))
    }

    pub(crate) async fn sent_to(self, world: &World) -> Reply {
        let Self(mut request, fields) = self;
        let (config, header) = (world.server.config(), |name: &str| joined(&fields, name));
        if config.certificate_source.tells_addresses() {
            request.peer = client_certificate::sender(request.peer, header, config);
        }
        // The edge reads no certificate where it makes no difference.
        let attested = request.certificate.take();
        let added = if looks_at_certificate(&request, config) {
            client_certificate::add(&mut request, || attested, header, config, world).await
        } else {
            Ok(())
        };
        let handled = match added {
            Ok(()) => route::handle(&request, &world.server, world).await,
            Err(fault) => route::fail(&request, &fault),
        };
        Reply { line: handled.log_line.text(0, 0), response: handled.response }
    }
}

/// Returns the value of a field. The platform joins the values of a repeated one.
fn joined(fields: &[(String, String)], name: &str) -> Option<String> {
    let values: Vec<&str> = fields.iter().filter(|(known, _)| known == name).map(|(_, value)| &**value).collect();
    (!values.is_empty()).then(|| values.join(", "))
}
