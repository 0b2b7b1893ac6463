//! The platform: the only code that names it. Converts values and calls the core; decides nothing.
//!
//! workerd calls `entry.mjs`, which calls the two events here.

mod approval_store;
mod audit_log;
mod bindings;
mod cache;
mod client_administration;
mod consent_store;
mod counters;
mod crypto;
mod delivery_store;
mod device_store;
mod encryption;
mod epoch_administration;
mod factor_store;
mod fetch;
mod grants;
mod incoming;
mod outgoing;
mod parameters;
mod passkey_store;
mod platform;
mod policy_store;
mod request_store;
mod provider_store;
mod row;
mod rows;
mod rows_of_users;
mod signing_key_store;
mod statements;
mod statements_of_administration;
mod statements_of_approvals;
mod statements_of_audit;
mod statements_of_consents;
mod statements_of_counts;
mod statements_of_deliveries;
mod statements_of_devices;
mod statements_of_factors;
mod statements_of_grants;
mod statements_of_passkeys;
mod statements_of_policies;
mod statements_of_requests;
mod statements_of_user_administration;
mod statements_of_users;
mod store;
mod sweep;
mod token_administration;
mod user_administration;
mod user_store;

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::OnceLock;

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use worker::{Context, Env, ScheduleContext, ScheduledEvent, console_log, event, wasm_bindgen_futures, web_sys};

use crate::client_certificate;
use crate::config::Misconfigured;
use crate::delivery;
use crate::edge::platform::{Platform, milliseconds};
use crate::error::Fault;
use crate::log_line;
use crate::maintenance;
use crate::metrics::{self, Storing};
use crate::ports::Clock;
use crate::registration;
use crate::route::{self, Server};

/// The allocator of memory.
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The server, made once for each isolate: settings cannot change while an isolate lives.
static SERVER: OnceLock<Result<Server, Misconfigured>> = OnceLock::new();

fn server(env: &Env) -> Result<&'static Server, &'static Misconfigured> {
    SERVER.get_or_init(|| Server::start(|name| platform::setting(env, name))).as_ref()
}

/// Answers a request. Uses the platform's own objects, because the wrappers of the crate cost a third of the time.
#[event(fetch)]
// An `Err` would be answered with the text INTERNAL SERVER ERROR (observed), so there is none.
async fn fetch(asked: web_sys::Request, env: Env, _context: Context) -> Result<web_sys::Response, Infallible> {
    let server = server(&env);
    let mut request = incoming::request(&asked, server.ok().map(Server::config)).await;
    if let Some(config) = server.ok().map(Server::config)
        && config.certificate_source.tells_addresses()
    {
        request.peer = client_certificate::sender(request.peer, incoming::fields(&asked), config);
    }
    if route::looks_at_place(&request) {
        request.place = incoming::place(&asked);
    }
    let platform = Platform::new(env, server.is_ok_and(|server| route::is_limited(&request, server.config())));
    let started = milliseconds();
    let handled = match server {
        Ok(server) => {
            let config = server.config();
            let added = if registration::looks_at_certificate(&request, config) {
                let attested = || incoming::certificate(&asked, platform.now());
                let add = client_certificate::add(&mut request, attested, incoming::fields(&asked), config, &platform);
                // In a box that hides the type, or its code would be part of this function, which each first request waits for.
                let add: Pin<Box<dyn Future<Output = Result<(), Fault>>>> = Box::pin(add);
                add.await
            } else {
                Ok(())
            };
            match added {
                Ok(()) => route::handle(&request, server, &platform).await,
                Err(fault) => route::fail(&request, &fault),
            }
        }
        Err(misconfigured) => route::refuse_all(&request, misconfigured),
    };
    // Deployed, the clock stands still while code runs: the duration is that of waiting alone.
    let duration = milliseconds().saturating_sub(started);
    console_log!("{}", handled.log_line.text(duration, platform.statements.get()));
    Ok(outgoing::response(&handled.response))
}

/// Does the work of a cron trigger.
#[event(scheduled)]
async fn scheduled(event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    let platform = Platform::new(env, true);
    let lines = match server(&platform.env) {
        Ok(server) => maintenance::run(&event.cron(), server.config(), &platform).await,
        Err(misconfigured) => vec![maintenance::line(&Err(Fault::Unavailable(misconfigured.to_string())))],
    };
    print(&lines);
}

/// Does the work that answered requests have left: sends the messages that they have queued, and stores the counts.
#[wasm_bindgen]
pub async fn deliver(_event: JsValue, env: Env, _context: JsValue) {
    let platform = Platform::new(env, true);
    if let Ok(server) = server(&platform.env) {
        if platform::take_due_note() {
            print(&delivery::work(server.config(), &platform).await);
        }
        print(metrics::store(Storing::WhenDue, &platform).await.as_slice());
    }
}

fn print(lines: &[String]) {
    for line in lines {
        console_log!("{line}");
    }
}

/// Returns true if requests have left work: messages that are due, or counts that are to be stored.
#[wasm_bindgen(js_name = hasDue)]
#[must_use]
pub fn has_due() -> bool {
    platform::has_due_note() || counters::are_due()
}

/// Logs that Rust trapped in the instance before this one.
#[wasm_bindgen(js_name = brokeOff)]
pub fn broke_off(error: &str) {
    console_log!("{}", log_line::line_of_break(error));
}

/// Returns the response to a request that was lost when its instance trapped.
#[wasm_bindgen]
#[must_use]
pub fn lost() -> web_sys::Response {
    outgoing::response(&route::lost())
}
