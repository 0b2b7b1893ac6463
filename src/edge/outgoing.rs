//! From the core's response to the platform's.

use wasm_bindgen::JsValue;

use crate::edge::host;
use crate::http::Response;

/// Converts a response. No header has a line break in it.
pub fn respond(response: &Response) -> JsValue {
    let (mut common, mut own) = (String::new(), String::new());
    for (name, value, is_shared) in response.shared() {
        let head = if is_shared { &mut common } else { &mut own };
        for line in [name, value] {
            head.push_str(line);
            head.push('\n');
        }
    }
    host::respond(response.status.0, &common, &own, &response.body, response.is_for_all())
}
