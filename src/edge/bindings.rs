//! The bindings of the Worker, by name.
//!
//! This uses the types that the crate `worker` binds, not the wrappers above them. The wrappers ask each binding for
//! the name of its class, and read each value of an answer in its own call. That costs time, and a twentieth of the
//! Worker's size.

use std::cell::RefCell;

use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use worker::Env;
use worker::js_sys::{Array, JSON, Object, Promise, Reflect};
use worker::web_sys::{RequestInit, Response};
use worker::worker_sys::{D1Database, D1PreparedStatement, D1Result};

use crate::error::Fault;
use crate::json;
use crate::policy::ClientReads;

#[wasm_bindgen]
extern "C" {
    /// A namespace of Workers KV.
    type Namespace;

    #[wasm_bindgen(method, catch)]
    fn get(this: &Namespace, key: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn put(this: &Namespace, key: &str, text: &str, options: &Object) -> Result<Promise, JsValue>;

    /// A dataset of Workers Analytics Engine.
    type Dataset;

    #[wasm_bindgen(method, catch, js_name = writeDataPoint)]
    fn write(this: &Dataset, point: &JsValue) -> Result<(), JsValue>;

    /// A rate limit.
    type Limiter;

    #[wasm_bindgen(method, catch)]
    fn limit(this: &Limiter, event: &Event) -> Result<Promise, JsValue>;

    /// An event that a rate limit counts.
    #[wasm_bindgen(extends = Object)]
    type Event;

    #[wasm_bindgen(method, setter)]
    fn set_key(this: &Event, key: &str);

    /// The answer of a rate limit.
    type Outcome;

    #[wasm_bindgen(method, getter)]
    fn success(this: &Outcome) -> JsValue;

    /// A service binding: another Worker of the account.
    type Service;

    #[wasm_bindgen(method, catch)]
    fn fetch(this: &Service, address: &str, init: &RequestInit) -> Result<Promise, JsValue>;
}

/// An error of the platform is `Unavailable`: a later request may succeed.
impl From<JsValue> for Fault {
    fn from(error: JsValue) -> Self {
        let message = Reflect::get(&error, &"message".into()).ok().and_then(|message| message.as_string());
        Self::Unavailable(message.unwrap_or_else(|| format!("{error:?}")))
    }
}

thread_local! {
    /// The bindings of an environment by name, without a value for none. The platform has one environment for all requests.
    /// To look a binding up costs as much as to call it.
    static FOUND: RefCell<(JsValue, Bindings)> = const { RefCell::new((JsValue::UNDEFINED, Vec::new())) };
}

type Bindings = Vec<(&'static str, Option<JsValue>)>;

/// Returns a binding, `None` if there is none of the name. Its type is not checked before it is called.
fn found(env: &Env, name: &'static str) -> Result<Option<JsValue>, Fault> {
    FOUND.with_borrow_mut(|(known_env, bindings)| {
        let env: &JsValue = env.as_ref();
        if known_env != env {
            (*known_env, *bindings) = (env.clone(), Vec::new());
        }
        if let Some((_, binding)) = bindings.iter().find(|(known, _)| *known == name) {
            return Ok(binding.clone());
        }
        let binding = Some(Reflect::get(env, &name.into())?).filter(|binding| !binding.is_undefined());
        bindings.push((name, binding.clone()));
        Ok(binding)
    })
}

/// Returns a binding that must be there.
fn binding<T: JsCast>(env: &Env, name: &'static str) -> Result<T, Fault> {
    let binding = found(env, name)?.filter(JsValue::is_object);
    binding.map(JsCast::unchecked_into).ok_or_else(|| Fault::Unavailable(format!("there is no binding {name}")))
}

/// A statement and its parameters.
pub type Statement = (&'static str, Vec<Value>);

/// Runs statements in one transaction, at the primary or at the nearest replica. Returns the rows of each.
pub async fn transact(env: &Env, statements: Vec<Statement>, reads: ClientReads) -> Result<Vec<Vec<Value>>, Fault> {
    let database: D1Database = binding(env, "DB")?;
    let database = match reads {
        // D1 runs a statement outside a session at the primary, even if there are replicas. A session costs a quarter
        // more.
        ClientReads::Primary => database,
        // A session has the methods of a database that are used here.
        ClientReads::Replica => database.with_session(Some("first-unconstrained"))?.unchecked_into(),
    };
    let prepared: Vec<_> = statements.into_iter().map(|it| prepare(&database, it)).collect::<Result<_, _>>()?;
    let results = match prepared.as_slice() {
        [one] => Array::of1(&one.all()?.await?),
        several => database.batch(several.iter().collect())?.await?.unchecked_into(),
    };
    rows(&results)
}

fn prepare(database: &D1Database, (sql, parameters): Statement) -> Result<D1PreparedStatement, JsValue> {
    // All parameters in one text: fewer calls, and numbers as D1 takes them. It refuses a BigInt (observed).
    database.prepare(sql)?.bind(JSON::parse(&Value::from(parameters).to_string())?.unchecked_into())
}

/// Reads the rows of all statements from one JSON text. One call costs less than a call for each value.
fn rows(results: &Array) -> Result<Vec<Vec<Value>>, Fault> {
    let rows = Array::new();
    for result in results.iter() {
        rows.push(&result.unchecked_into::<D1Result>().results()?.into());
    }
    let broken = || Fault::Broken("the database answered with something other than rows".to_owned());
    let text = JSON::stringify(&rows)?.as_string();
    let Some(Value::Array(results)) = text.as_deref().and_then(json::parse_trusted) else { return Err(broken()) };
    let rows = results.into_iter().map(|result| match result {
        Value::Array(rows) => Ok(rows),
        _ => Err(broken()),
    });
    rows.collect()
}

/// Returns the text under a key of a KV namespace.
pub async fn recall(env: &Env, namespace: &'static str, key: &str) -> Result<Option<String>, Fault> {
    Ok(binding::<Namespace>(env, namespace)?.get(key)?.await?.as_string())
}

/// Stores a text under a key of a KV namespace, for a number of seconds.
pub async fn keep(env: &Env, namespace: &'static str, key: &str, text: &str, seconds: f64) -> Result<(), Fault> {
    let options = Object::new();
    Reflect::set(&options, &"expirationTtl".into(), &seconds.into())?;
    binding::<Namespace>(env, namespace)?.put(key, text, &options)?.await?;
    Ok(())
}

/// Writes a data point, if there is the binding of a dataset: the name that points are sampled by, and the dimensions.
pub fn write_point(env: &Env, dataset: &'static str, name: &str, dimensions: &[&str]) -> Result<(), Fault> {
    let Some(dataset) = found(env, dataset)? else { return Ok(()) };
    Ok(dataset
        .unchecked_into::<Dataset>()
        .write(&JSON::parse(&json!({"indexes": [name], "blobs": dimensions}).to_string())?)?)
}

/// Sends a request to another Worker. The platform carries it, so the address reaches the Worker and nobody else.
pub async fn ask(env: &Env, service: &'static str, init: &RequestInit) -> Result<Response, Fault> {
    const ADDRESS: &str = "https://registration-hook.invalid/";
    Ok(binding::<Service>(env, service)?.fetch(ADDRESS, init)?.await?.unchecked_into())
}

/// Counts an event of a key. Returns true if it is within the limit.
pub async fn is_within(env: &Env, limiter: &'static str, key: &str) -> Result<bool, Fault> {
    let event: Event = Object::new().unchecked_into();
    event.set_key(key);
    let outcome = binding::<Limiter>(env, limiter)?.limit(&event)?.await?;
    let success =
        Some(outcome).filter(JsValue::is_object).and_then(|it| it.unchecked_into::<Outcome>().success().as_bool());
    success.ok_or_else(|| Fault::Unavailable(format!("the limiter {limiter} says nothing")))
}
