//! Converts the core's response into the platform's.

use std::cell::RefCell;
use std::collections::BTreeMap;

use wasm_bindgen::prelude::*;
use worker::js_sys::Uint8Array;
use worker::web_sys::{self, ResponseInit};

use crate::http::Response;

// `catch` would cost time, and is not needed: the platform accepts every status and field that the core makes.
#[wasm_bindgen]
extern "C" {
    type Headers;

    #[wasm_bindgen(constructor)]
    fn new() -> Headers;

    #[wasm_bindgen(method)]
    fn set(this: &Headers, name: &str, value: &str);

    #[wasm_bindgen(method)]
    fn append(this: &Headers, name: &str, value: &str);

    #[wasm_bindgen(extends = web_sys::Response, js_name = Response)]
    type Answer;

    #[wasm_bindgen(constructor, js_class = "Response")]
    fn new(body: Option<&Uint8Array>, init: &ResponseInit) -> Answer;

    #[wasm_bindgen(method, getter)]
    fn headers(this: &Answer) -> Headers;
}

/// The status and header fields that many responses share, and the body if it is the same for everybody. They are kept
/// because making them costs more than the rest of a response.
struct Shared {
    init: ResponseInit,
    body: Option<Uint8Array>,
}

thread_local! {
    /// The shared parts, by status and header fields.
    static SHARED: RefCell<BTreeMap<String, Shared>> = const { RefCell::new(BTreeMap::new()) };
}

/// The most shared parts that an isolate keeps. Above the limit it starts again, since old documents are of no use.
const MAXIMUM_SHARED: usize = 100;

/// Converts a response.
pub fn response(response: &Response) -> web_sys::Response {
    let answer = SHARED.with_borrow_mut(|all| {
        let name = name(response);
        if all.len() >= MAXIMUM_SHARED && !all.contains_key(&name) {
            all.clear();
        }
        let Shared { init, body: kept } = all.entry(name).or_insert_with(|| shared(response));
        // The platform reads the body later, when Rust has reused that memory: copy it.
        let bytes = || Uint8Array::from(response.body.as_slice());
        // With 204 and 304, the constructor refuses any body, also an empty one.
        if response.body.is_empty() {
            Answer::new(None, init)
        } else if response.is_publicly_cacheable() {
            Answer::new(Some(kept.get_or_insert_with(bytes)), init)
        } else {
            Answer::new(Some(&bytes()), init)
        }
    });
    let mut headers = None;
    for (name, value, is_shared) in response.shared() {
        if !is_shared {
            headers.get_or_insert_with(|| answer.headers()).set(name, value);
        }
    }
    for cookie in &response.cookies {
        headers.get_or_insert_with(|| answer.headers()).append("set-cookie", &cookie.field());
    }
    answer.unchecked_into()
}

fn name(response: &Response) -> String {
    let mut text = response.status.0.to_string();
    for (name, value, is_shared) in response.shared() {
        if is_shared {
            for part in ["\n", name, "\n", value] {
                text.push_str(part);
            }
        }
    }
    text
}

fn shared(response: &Response) -> Shared {
    let headers = Headers::new();
    for (name, value, is_shared) in response.shared() {
        if is_shared {
            headers.set(name, value);
        }
    }
    let init = ResponseInit::new();
    init.set_status(response.status.0);
    init.set_headers(&headers);
    Shared { init, body: None }
}
