//! From the platform's request to the core's.

use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

use crate::edge::host;
use crate::http::{Body, Certificate, Headers, Method, Peer, Request, Scheme};
use crate::json;

/// The longest name of a request that the log shows, in characters.
const LONGEST_RAY_ID: usize = 64;

/// What came of reading a body.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Arrival {
    /// All of it was read.
    Whole,
    /// It broke off.
    Broken,
    /// It is too large.
    TooLarge,
}

/// A request in the pieces that the platform gives.
pub struct Arrived<'a> {
    /// The method, the address, what the platform says of who asks and its name for the request, then names and values of
    /// headers, in turn, each on a line; none of them can have a line break.
    pub head: &'a str,
    pub arrival: Arrival,
    pub body: Vec<u8>,
}

impl From<Arrived<'_>> for Request {
    fn from(arrived: Arrived<'_>) -> Self {
        let mut lines = arrived.head.split('\n');
        let mut line = || lines.next().unwrap_or_default();
        let (method, url, peer, ray_id) = (Method::of(line()), line(), line(), line());
        let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
        let target = rest.find('/').and_then(|start| rest.get(start..)).unwrap_or("/");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers = Headers::default();
        while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
            headers.add(method, name, value);
        }
        Self {
            method,
            scheme: if scheme == "https" { Scheme::Https } else { Scheme::Http },
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: match arrived.arrival {
                Arrival::Whole => Body::Complete(arrived.body),
                Arrival::Broken => Body::Broken,
                Arrival::TooLarge => Body::TooLarge,
            },
            peer: Peer(peer.parse().ok()),
            certificate: None,
            ray_id: ray_id.chars().take(LONGEST_RAY_ID).collect(),
        }
    }
}

/// The client's certificate, if the platform attests one. It is for the platform to say: no header is asked.
///
/// The platform makes all that it says of a request when it is asked, which most requests do without.
pub fn certificate(request: &JsValue) -> Option<Certificate> {
    let facts: Map<String, Value> = json::parse_trusted_object(&host::certificate(request).ok()??)?;
    Certificate::attested(|name| facts.get(name)?.as_str().map(str::to_owned))
}
