//! The platform: the only code that names it. Converts, calls, converts; decides nothing.
//!
//! `worker.mjs` is what workerd calls, and calls [`answer`] and [`sweep`]; `host.mjs` is what is called from here.

mod bindings;
mod cache;
mod crypto;
mod fetch;
mod forget;
mod host;
mod incoming;
mod outgoing;
mod parameters;
mod platform;
mod rows;
mod statements;
mod store;
mod task;

use std::sync::OnceLock;

use wasm_bindgen::prelude::*;

use crate::config::Misconfigured;
use crate::edge::incoming::Arrived;
use crate::edge::platform::{Platform, milliseconds};
use crate::error::Fault;
use crate::http::{Field, Method, Request};
use crate::maintenance;
use crate::registration;
use crate::route::{self, Server};

pub use incoming::Arrival;

/// Made once for each isolate: settings cannot change while it lives.
static SERVER: OnceLock<Result<Server, Misconfigured>> = OnceLock::new();

fn server(env: &JsValue) -> Result<&'static Server, &'static Misconfigured> {
    SERVER.get_or_init(|| Server::start(|name| host::setting(env, name))).as_ref()
}

/// The longest body that is read, in bytes; `None` where none is.
#[wasm_bindgen(js_name = bodyLimit)]
#[must_use]
pub fn body_limit(env: &JsValue) -> Option<usize> {
    server(env).ok().map(|server| server.config().body_limit.0)
}

/// The names of the header fields that are read of a request, each on a line.
#[wasm_bindgen(js_name = fieldNames)]
#[must_use]
pub fn field_names(method: &str) -> String {
    let names: Vec<_> = Field::of(Method::of(method)).iter().map(|field| field.as_str()).collect();
    names.join("\n")
}

/// Answers a request: with a response, or the number of the task that comes to one, where something is waited for.
#[wasm_bindgen]
#[must_use]
pub fn answer(env: JsValue, request: JsValue, head: &str, arrival: Arrival, body: Vec<u8>) -> JsValue {
    let (at, mut request): (_, Request) = (request, Arrived { head, arrival, body }.into());
    let task = task::start(async move {
        let platform = Platform::new(env);
        let started = milliseconds();
        let handled = match server(&platform.env) {
            Ok(server) => {
                if registration::looks_at_certificate(&request, server.config()) {
                    request.certificate = incoming::certificate(&at);
                }
                route::handle(&request, server, &platform).await
            }
            Err(misconfigured) => route::refuse_all(&request, misconfigured),
        };
        let duration = milliseconds().saturating_sub(started);
        host::log(&handled.log_line.text(duration, platform.statements.get()));
        outgoing::respond(&handled.response)
    });
    task.unwrap_or_else(JsValue::from)
}

/// Forgets what nobody needs any more: `true`, or the number of the task, as above.
#[wasm_bindgen]
#[must_use]
pub fn sweep(env: JsValue) -> JsValue {
    let task = task::start(async move {
        let platform = Platform::new(env);
        let outcome = match server(&platform.env) {
            Ok(server) => maintenance::sweep(server.config(), &platform).await,
            Err(misconfigured) => Err(Fault::Unavailable(misconfigured.to_string())),
        };
        host::log(&maintenance::line(&outcome));
        JsValue::TRUE
    });
    task.unwrap_or_else(JsValue::from)
}
