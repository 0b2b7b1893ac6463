//! From the platform's request to the core's.

use worker::js_sys::{Reflect, Uint8Array};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::wasm_bindgen_futures::JsFuture;
use worker::web_sys::{self, ReadableStream, ReadableStreamDefaultReader};

use crate::http::{Body, Certificate, Headers, Method, Peer, Request, Scheme};
use crate::unit::ByteCount;

/// The longest name of a request that the log shows, in characters.
const LONGEST_RAY_ID: usize = 64;

/// Converts a request; its body is read up to the limit, and not at all without one.
pub async fn request(request: &worker::Request, limit: Option<ByteCount>) -> Request {
    let url = request.inner().url();
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", &url));
    let target = rest.find('/').and_then(|start| rest.get(start..)).unwrap_or("/");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers = Headers::default();
    for (name, value) in request.headers() {
        headers.add(&name, &value);
    }
    let address = headers.value("cf-connecting-ip").and_then(|address| address.parse().ok());
    let ray_id = headers.value("cf-ray").unwrap_or_default().chars().take(LONGEST_RAY_ID).collect();
    let body = match limit {
        Some(limit) => body(request.inner(), &headers, limit).await,
        None => Body::TooLarge,
    };
    Request {
        method: Method::of(&request.inner().method()),
        scheme: if scheme == "https" { Scheme::Https } else { Scheme::Http },
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body,
        peer: Peer(address),
        certificate: certificate(request.inner()),
        ray_id,
    }
}

/// Whether there is a certificate is for the platform to say: no header is asked.
fn certificate(request: &web_sys::Request) -> Option<Certificate> {
    // Asking nothing for a property is an exception each time, which costs more than all the rest.
    let property = |object: &JsValue, name: &str| {
        Reflect::get(object, &JsValue::from_str(name)).ok().filter(|it| !it.is_undefined() && !it.is_null())
    };
    let facts = property(request, "cf").and_then(|cf| property(&cf, "tlsClientAuth"))?;
    Certificate::attested(|name| property(&facts, name)?.as_string())
}

/// Reads a body up to the limit.
///
/// What says it is longer is not touched, and what turns out longer is left unread: cancelling the stream instead
/// breaks the connection, and the client never sees the answer (observed in workerd).
async fn body(request: &web_sys::Request, headers: &Headers, ByteCount(limit): ByteCount) -> Body {
    let declared = headers.value("content-length").and_then(|length| length.parse::<u64>().ok());
    if declared.is_some_and(|length| !usize::try_from(length).is_ok_and(|length| length <= limit)) {
        return Body::TooLarge;
    }
    match request.body() {
        Some(stream) => read(&stream, ByteCount(limit)).await,
        None => Body::Complete(Vec::new()),
    }
}

/// Reads a stream up to the limit.
pub async fn read(stream: &ReadableStream, ByteCount(limit): ByteCount) -> Body {
    let Ok(reader) = stream.get_reader().dyn_into() else { return Body::Broken };
    let mut bytes = Vec::new();
    loop {
        match chunk(&reader).await {
            Ok(Some(chunk)) => {
                let length = usize::try_from(chunk.length()).unwrap_or(usize::MAX);
                if bytes.len().saturating_add(length) > limit {
                    return Body::TooLarge;
                }
                bytes.extend_from_slice(&chunk.to_vec());
            }
            Ok(None) => return Body::Complete(bytes),
            Err(_) => return Body::Broken,
        }
    }
}

/// The next piece of a body, `None` at its end; `Err` where the connection broke.
async fn chunk(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, JsValue> {
    let piece = JsFuture::from(reader.read()).await?;
    let value = Reflect::get(&piece, &JsValue::from_str("value"))?;
    if value.is_undefined() { Ok(None) } else { value.dyn_into().map(Some) }
}
