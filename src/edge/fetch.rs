//! Outbound requests, and requests to the Worker that is bound as the registration hook.

use wasm_bindgen::{JsCast, JsValue};
use worker::js_sys;
use worker::web_sys::{AbortSignal, Headers, RequestInit, RequestRedirect, Response, WorkerGlobalScope};

use crate::edge::platform::Platform;
use crate::edge::{bindings, incoming};
use crate::error::Fault;
use crate::http::Status;
use crate::outbound::TIME_LIMIT;
use crate::policy::Target;
use crate::ports::{Fetch, Fetched, Hook, HookNote, Message};
use crate::unit::ByteCount;

impl Fetch for Platform {
    async fn get(&self, target: &Target, limit: ByteCount) -> Result<Fetched, Fault> {
        self.send(target, &Message::plain(), limit).await
    }

    async fn send(&self, target: &Target, message: &Message, limit: ByteCount) -> Result<Fetched, Fault> {
        let global: WorkerGlobalScope = js_sys::global().unchecked_into();
        let response: Response =
            global.fetch_with_str_and_init(target.as_str(), &init(message)?).await?.unchecked_into();
        received(&response, limit).await
    }
}

impl Hook for Platform {
    async fn ask_service(&self, message: &Message) -> Result<Fetched, Fault> {
        let response = bindings::ask(&self.env, "HOOK", &init(message)?).await?;
        received(&response, message.limits.map_or(ByteCount(0), |limits| limits.size)).await
    }

    fn note_hook(&self, note: HookNote) {
        self.hook.replace(Some(note));
    }

    fn hook_note(&self) -> Option<HookNote> {
        self.hook.borrow().clone()
    }
}

fn init(message: &Message) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json, application/dns-json")?;
    // Without this field the API of GitHub refuses every request.
    headers.set("user-agent", "enrol")?;
    let init = RequestInit::new();
    if let Some(authorization) = &message.authorization {
        headers.set("authorization", authorization)?;
    }
    if let Some(content) = &message.content {
        headers.set("content-type", content.media_type())?;
        init.set_method("POST");
        init.set_body(&content.text().into());
    }
    init.set_headers(&headers);
    // workerd lacks the mode `error`. With `manual`, a redirection is refused like every status other than 200.
    init.set_redirect(RequestRedirect::Manual);
    let time = message.limits.map_or(TIME_LIMIT, |limits| limits.time);
    init.set_signal(Some(&AbortSignal::timeout_with_f64(time.milliseconds())));
    Ok(init)
}

async fn received(response: &Response, limit: ByteCount) -> Result<Fetched, Fault> {
    let headers = response.headers();
    let content_type = headers.get("content-type")?.unwrap_or_default();
    let cache_control = headers.get("cache-control")?.unwrap_or_default();
    let body = incoming::pieces(response.body(), limit).await;
    Ok(Fetched { status: Status(response.status()), cache_control, content_type, body })
}
