//! Outbound requests.

use worker::js_sys;
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::wasm_bindgen_futures::JsFuture;
use worker::web_sys::{AbortSignal, Headers, RequestInit, RequestRedirect, Response, WorkerGlobalScope};

use crate::edge::incoming;
use crate::edge::platform::Platform;
use crate::error::Fault;
use crate::fetch::Target;
use crate::http::{Body, Status};
use crate::ports::{Fetch, Fetched};
use crate::unit::ByteCount;

/// How long a whole request may take, its body included, in milliseconds.
const DEADLINE_MS: u32 = 4000;

impl Fetch for Platform<'_> {
    async fn get(&self, target: &Target, limit: ByteCount) -> Result<Fetched, Fault> {
        let response = send(target).await.map_err(|error| Fault::Unavailable(format!("{error:?}")))?;
        let content_type = response.headers().get("content-type").ok().flatten().unwrap_or_default();
        let body = match response.body() {
            Some(stream) => incoming::read(&stream, limit).await,
            None => Body::Complete(Vec::new()),
        };
        Ok(Fetched { status: Status(response.status()), content_type, body })
    }
}

async fn send(target: &Target) -> Result<Response, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json, application/dns-json")?;
    headers.set("user-agent", "enrol")?;
    let init = RequestInit::new();
    init.set_headers(&headers);
    // The runtime cannot make a request that fails on a redirection; a redirection is an answer that is not 200.
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(DEADLINE_MS)));
    let global: WorkerGlobalScope = js_sys::global().unchecked_into();
    JsFuture::from(global.fetch_with_str_and_init(target.as_str(), &init)).await?.dyn_into()
}
