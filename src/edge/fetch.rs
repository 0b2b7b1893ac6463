//! Outbound requests.

use worker::web_sys::AbortSignal;
use worker::{Fetch as Outbound, Headers, Method, Request, RequestInit, RequestRedirect};

use crate::edge::incoming;
use crate::edge::platform::Platform;
use crate::error::Fault;
use crate::fetch::Target;
use crate::http::Status;
use crate::ports::{Fetch, Fetched};
use crate::unit::ByteCount;

/// How long a whole request may take, its body included, in milliseconds.
const DEADLINE_MS: u32 = 4000;

impl Fetch for Platform<'_> {
    async fn get(&self, target: &Target, limit: ByteCount) -> Result<Fetched, Fault> {
        let headers = Headers::new();
        headers.set("accept", "application/json, application/dns-json")?;
        headers.set("user-agent", "enrol")?;
        let mut init = RequestInit::new();
        // The runtime cannot make a request that fails on a redirection; a redirection is an answer that is not 200.
        init.with_method(Method::Get).with_headers(headers).with_redirect(RequestRedirect::Manual);
        let request = Request::new_with_init(target.as_str(), &init)?;
        let signal = AbortSignal::timeout_with_u32(DEADLINE_MS).into();
        let response = Outbound::Request(request).send_with_signal(&signal).await?;
        let content_type = response.headers().get("content-type")?.unwrap_or_default();
        let status = Status(response.status_code());
        let body = match response.body() {
            worker::ResponseBody::Stream(stream) => incoming::read(stream, limit).await,
            worker::ResponseBody::Body(bytes) => crate::http::Body::Complete(bytes.clone()),
            worker::ResponseBody::Empty => crate::http::Body::Complete(Vec::new()),
        };
        Ok(Fetched { status, content_type, body })
    }
}
