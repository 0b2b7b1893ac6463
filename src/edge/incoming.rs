//! Converts the platform's request into the core's.

use std::cell::RefCell;

use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;
use worker::js_sys::{JSON, Promise, Reflect, Uint8Array};
use worker::web_sys::{self, ReadableStream, ReadableStreamDefaultReader};

use crate::http::{Body, Certificate, Field, Head, Headers, Method, Pieces, Reading, Request};
use crate::json;
use crate::model::Config;
use crate::unit::{ByteCount, Timestamp};

#[wasm_bindgen]
extern "C" {
    /// The header fields of a request, read by names that are JavaScript strings already.
    type Fields;

    #[wasm_bindgen(method)]
    fn get(this: &Fields, name: &JsValue) -> Option<String>;

    /// A request whose body is read at once. The platform refuses the promise of a body that it cannot read; to catch an
    /// exception beside that would cost time.
    type Incoming;

    #[wasm_bindgen(method, js_name = arrayBuffer)]
    fn array_buffer(this: &Incoming) -> Promise;
}

thread_local! {
    /// Names of header fields as JavaScript strings. Converting a name costs as much as the lookup of the field.
    static NAMES: RefCell<Vec<(&'static str, JsValue)>> = const { RefCell::new(Vec::new()) };
}

impl Fields {
    fn value(&self, name: &'static str) -> Option<String> {
        NAMES.with_borrow_mut(|names| {
            if let Some((_, text)) = names.iter().find(|(known, _)| *known == name) {
                return self.get(text);
            }
            let text = JsValue::from_str(name);
            let value = self.get(&text);
            names.push((name, text));
            value
        })
    }
}

/// Converts a request to a server, `None` if its settings are not valid. Reads only the header fields that the core uses,
/// because each lookup costs time.
pub async fn request(asked: &web_sys::Request, config: Option<&Config>) -> Request {
    let limit = config.map(|config| config.body_limit);
    let has_attesters = config.is_some_and(|config| !config.attesters.is_empty());
    let (method, url) = (Method::of(&asked.method()), asked.url());
    let fields: Fields = asked.headers().unchecked_into();
    let mut headers = Headers::default();
    for field in Field::of(method, &url, has_attesters) {
        if let Some(value) = fields.value(field.as_str()) {
            headers.add(*field, &value);
        }
    }
    let body = body(asked, method, &fields, limit).await;
    // Cloudflare replaces what a client sends as its address; `wrangler dev` does not (observed).
    let (address, ray_id) = (fields.value("cf-connecting-ip"), fields.value("cf-ray"));
    Head { method, url: &url, address: address.as_deref(), ray_id: ray_id.as_deref() }.request(headers, body)
}

async fn body(asked: &web_sys::Request, method: Method, fields: &Fields, limit: Option<ByteCount>) -> Body {
    let declared = if limit.is_some() { fields.value("content-length") } else { None };
    match Reading::of(method, declared.as_deref(), limit) {
        Reading::InPieces(limit) => pieces(asked.body(), limit).await,
        Reading::Skipped => Body::Complete(Vec::new()),
        Reading::TooLarge => Body::TooLarge,
        Reading::Whole => {
            let bytes = asked.unchecked_ref::<Incoming>().array_buffer().await;
            bytes.map_or(Body::Broken, |buffer| Body::Complete(Uint8Array::new(&buffer).to_vec()))
        }
    }
}

/// Reads a stream up to the limit, and leaves the rest unread. If the stream were cancelled, workerd would break the
/// connection, and the client would never get the response (observed).
pub async fn pieces(stream: Option<ReadableStream>, limit: ByteCount) -> Body {
    let mut pieces = Pieces::new(limit);
    let Some(stream) = stream else { return pieces.into_body() };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    loop {
        match piece(&reader).await {
            Ok(Some(piece))
                if pieces.have_room_for(ByteCount(usize::try_from(piece.length()).unwrap_or(usize::MAX))) =>
            {
                pieces.add(&piece.to_vec());
            }
            Ok(Some(_)) => return Body::TooLarge,
            Ok(None) => return pieces.into_body(),
            Err(_) => return Body::Broken,
        }
    }
}

/// Returns the next piece, `None` at the end, `Err` if the connection broke.
async fn piece(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, JsValue> {
    let result = reader.read().await?;
    let value = Reflect::get(&result, &"value".into())?;
    if value.is_undefined() { Ok(None) } else { value.dyn_into().map(Some) }
}

/// Returns a reader of single header fields.
pub fn fields(asked: &web_sys::Request) -> impl Fn(&'static str) -> Option<String> {
    let fields: Fields = asked.headers().unchecked_into();
    move |name| fields.value(name)
}

/// Returns the town and the country of the client, as far as the platform knows them.
pub fn place(asked: &web_sys::Request) -> Option<String> {
    let cf = Reflect::get(asked, &"cf".into()).ok().filter(JsValue::is_object)?;
    let text = |name: &str| Reflect::get(&cf, &name.into()).ok()?.as_string().filter(|text| !text.is_empty());
    let parts: Vec<String> = [text("city"), text("country")].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Returns the client's certificate, if the platform attests one. Reads no header field, which the client could forge.
///
/// The platform makes `cf` on its first read, which costs time, and most requests need no certificate.
pub fn certificate(asked: &web_sys::Request, now: Timestamp) -> Option<Certificate> {
    let property = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok().filter(JsValue::is_object);
    let facts = property(&property(asked, "cf")?, "tlsClientAuth")?;
    let facts: Map<String, Value> = json::parse_trusted_object(&JSON::stringify(&facts).ok()?.as_string()?)?;
    Certificate::from_platform(|name| facts.get(name)?.as_str().map(str::to_owned), now)
}
