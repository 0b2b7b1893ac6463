//! What `host.mjs` does for the Worker.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./host.mjs")]
extern "C" {
    pub fn respond(status: u16, common: &str, own: &str, body: &[u8], is_for_all: bool) -> JsValue;

    /// What the platform attests of the client's certificate, as JSON.
    #[wasm_bindgen(catch)]
    pub fn certificate(request: &JsValue) -> Result<Option<String>, JsValue>;

    pub fn now() -> f64;

    pub fn log(line: &str);

    pub fn setting(env: &JsValue, name: &str) -> Option<String>;

    #[wasm_bindgen(catch)]
    pub fn transact(env: &JsValue, may_read_copy: bool, statements: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch)]
    pub fn recall(env: &JsValue, namespace: &str, key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch)]
    pub fn keep(env: &JsValue, namespace: &str, key: &str, text: &str, seconds: f64) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch)]
    pub fn count(env: &JsValue, limiter: &str, key: &str) -> Result<JsValue, JsValue>;

    /// A response that was fetched.
    pub type Document;

    #[wasm_bindgen(catch)]
    pub fn get(url: &str, deadline: u32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter)]
    pub fn status(this: &Document) -> u16;

    #[wasm_bindgen(catch, js_name = contentType)]
    pub fn content_type(document: &Document) -> Result<String, JsValue>;

    #[wasm_bindgen(catch)]
    pub fn read(document: &Document, limit: usize) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(raw_module = "./rust.mjs")]
extern "C" {
    /// Has [`crate::edge::task::give`] called with what a promise comes to.
    pub fn wait(promise: &JsValue, task: u32, ticket: u32);
}
