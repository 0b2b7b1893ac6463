//! From the platform's request to the core's.

use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

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
    pub method: &'a str,
    pub url: &'a str,
    /// Names and values of headers, in turn, each on a line; neither can have a line break.
    pub head: &'a str,
    pub arrival: Arrival,
    pub body: Vec<u8>,
    /// What the platform attests of the client's certificate, as JSON. It is for the platform to say: no header is asked.
    pub certificate: Option<String>,
}

impl From<Arrived<'_>> for Request {
    fn from(arrived: Arrived<'_>) -> Self {
        let (scheme, rest) = arrived.url.split_once("://").unwrap_or(("http", arrived.url));
        let target = rest.find('/').and_then(|start| rest.get(start..)).unwrap_or("/");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers = Headers::default();
        let mut lines = arrived.head.split('\n');
        while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
            headers.add(name, value);
        }
        let address = headers.value("cf-connecting-ip").and_then(|address| address.parse().ok());
        let ray_id = headers.value("cf-ray").unwrap_or_default().chars().take(LONGEST_RAY_ID).collect();
        Self {
            method: Method::of(arrived.method),
            scheme: if scheme == "https" { Scheme::Https } else { Scheme::Http },
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: match arrived.arrival {
                Arrival::Whole => Body::Complete(arrived.body),
                Arrival::Broken => Body::Broken,
                Arrival::TooLarge => Body::TooLarge,
            },
            peer: Peer(address),
            certificate: arrived.certificate.as_deref().and_then(certificate),
            ray_id,
        }
    }
}

fn certificate(facts: &str) -> Option<Certificate> {
    let facts: Map<String, Value> = json::own_object(facts)?;
    Certificate::attested(|name| facts.get(name)?.as_str().map(str::to_owned))
}
