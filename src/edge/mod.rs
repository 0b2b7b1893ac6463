//! The platform: the only code that names it. Converts, calls, converts; decides nothing.

mod bindings;
mod cache;
mod crypto;
mod fetch;
mod incoming;
mod outgoing;
mod parameters;
mod platform;
mod rows;
mod statements;
mod store;

use std::sync::OnceLock;

use worker::{Context, Date, Env, ScheduleContext, ScheduledEvent, console_log, event};

use crate::config::Misconfigured;
use crate::edge::platform::Platform;
use crate::error::Fault;
use crate::maintenance;
use crate::route::{self, Server};

/// Made once for each isolate: settings cannot change while it lives.
static SERVER: OnceLock<Result<Server, Misconfigured>> = OnceLock::new();

fn server(env: &Env) -> Result<&'static Server, &'static Misconfigured> {
    SERVER.get_or_init(|| Server::start(|name| platform::setting(env, name))).as_ref()
}

#[event(fetch)]
async fn fetch(request: worker::Request, env: Env, _context: Context) -> worker::Result<worker::Response> {
    let started = Date::now().as_millis();
    let server = server(&env);
    let request = incoming::request(&request, server.map(|server| server.config().body_limit).ok()).await;
    let platform = Platform::new(&env);
    let handled = match server {
        Ok(server) => route::handle(&request, server, &platform).await,
        Err(misconfigured) => route::refuse_all(&request, misconfigured),
    };
    let duration = Date::now().as_millis().saturating_sub(started);
    console_log!("{}", handled.record.line(duration, platform.statements.get()));
    outgoing::response(handled.response)
}

#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    let outcome = match server(&env) {
        Ok(server) => maintenance::sweep(server.config(), &Platform::new(&env)).await,
        Err(misconfigured) => Err(Fault::Unavailable(misconfigured.to_string())),
    };
    console_log!("{}", maintenance::line(&outcome));
}
