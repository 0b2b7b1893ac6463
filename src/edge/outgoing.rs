//! From the core's response to the platform's.

use std::borrow::Cow;

use wasm_bindgen::JsValue;

use crate::edge::host;
use crate::http::Response;

/// Converts a response. No header has a line break in it.
pub fn respond(response: &Response) -> JsValue {
    let is_for_all = response.header("cache-control").is_some_and(|directives| directives.starts_with("public"));
    let (mut common, mut own) = (String::new(), String::new());
    for (name, value) in &response.headers {
        let head = if is_for_all || matches!(value, Cow::Borrowed(_)) { &mut common } else { &mut own };
        for line in [*name, &**value] {
            head.push_str(line);
            head.push('\n');
        }
    }
    host::respond(response.status.0, &common, &own, &response.body)
}
