//! The bindings of the Worker as the platform has them. What they answer is read as JSON: the wrappers of the `worker` crate
//! read it value by value, by code that is a twentieth of the Worker.

use serde_json::Value;
use worker::js_sys::{Array, JSON, Object, Reflect};
use worker::wasm_bindgen::prelude::*;
// The deployed build has the macro name it, that of the lints does not.
#[allow(unused_imports)]
use worker::js_sys;
use worker::{Env, wasm_bindgen, wasm_bindgen_futures};

use crate::error::Fault;
use crate::json;
use crate::policy::ClientReads;

#[wasm_bindgen]
extern "C" {
    /// A D1 database.
    pub type Database;

    #[wasm_bindgen(method, js_name = withSession, catch)]
    fn with_session(this: &Database, constraint: &str) -> Result<Session, JsValue>;

    /// Statements that follow each other.
    pub type Session;

    #[wasm_bindgen(method, catch)]
    fn prepare(this: &Session, sql: &str) -> Result<Statement, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn batch(this: &Session, statements: &Array) -> Result<JsValue, JsValue>;

    /// One statement.
    pub type Statement;

    #[wasm_bindgen(method, variadic, catch)]
    fn bind(this: &Statement, parameters: &Array) -> Result<JsValue, JsValue>;

    /// A KV namespace.
    pub type Namespace;

    #[wasm_bindgen(method, catch)]
    async fn get(this: &Namespace, key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn put(this: &Namespace, key: &str, text: &str, options: &JsValue) -> Result<JsValue, JsValue>;

    /// A rate limit.
    pub type Limiter;

    #[wasm_bindgen(method, catch)]
    async fn limit(this: &Limiter, options: &JsValue) -> Result<JsValue, JsValue>;
}

/// Everything the platform throws is a passing fault of its own.
impl From<JsValue> for Fault {
    fn from(error: JsValue) -> Self {
        let told = |error: &JsValue, name: &str| Reflect::get(error, &JsValue::from_str(name)).ok();
        let message = told(&error, "message").and_then(|message| message.as_string());
        Self::Unavailable(message.unwrap_or_else(|| format!("{error:?}")))
    }
}

/// A binding by its name; what it is, nobody checks before it is called.
fn binding(env: &Env, name: &str) -> Result<JsValue, Fault> {
    let binding = Reflect::get(env, &JsValue::from_str(name))?;
    if binding.is_object() { Ok(binding) } else { Err(Fault::Unavailable(format!("there is no binding {name}"))) }
}

/// Runs statements in one transaction, in a session that starts at the primary, or where the copy is that is nearest; the
/// rows of each.
pub async fn transact(
    env: &Env,
    statements: &[(&str, Vec<JsValue>)],
    reads: ClientReads,
) -> Result<Vec<Vec<Value>>, Fault> {
    let start = match reads {
        ClientReads::Primary => "first-primary",
        ClientReads::Replica => "first-unconstrained",
    };
    let session = binding(env, "DB")?.unchecked_into::<Database>().with_session(start)?;
    let prepared = Array::new();
    for (sql, parameters) in statements {
        prepared.push(&session.prepare(sql)?.bind(&parameters.iter().collect::<Array>())?);
    }
    let text = JSON::stringify(&session.batch(&prepared).await?)?.as_string().unwrap_or_default();
    let broken = || Fault::Broken("the database answered with something else than rows".to_owned());
    let Some(Value::Array(results)) = json::own(&text) else { return Err(broken()) };
    let rows = results.into_iter().map(|mut result| match result.get_mut("results").map(Value::take) {
        Some(Value::Array(rows)) => Ok(rows),
        _ => Err(broken()),
    });
    rows.collect()
}

/// The text of a key.
pub async fn recall(env: &Env, namespace: &str, key: &str) -> Result<Option<String>, Fault> {
    Ok(binding(env, namespace)?.unchecked_into::<Namespace>().get(key).await?.as_string())
}

/// Puts a text under a key for so many seconds.
pub async fn keep(env: &Env, namespace: &str, key: &str, text: &str, seconds: f64) -> Result<(), Fault> {
    let options = Object::new();
    Reflect::set(&options, &"expirationTtl".into(), &seconds.into())?;
    binding(env, namespace)?.unchecked_into::<Namespace>().put(key, text, &options).await?;
    Ok(())
}

/// Whether one more of this key is within a limit.
pub async fn is_within(env: &Env, limiter: &str, key: &str) -> Result<bool, Fault> {
    let options = Object::new();
    Reflect::set(&options, &"key".into(), &key.into())?;
    let outcome = binding(env, limiter)?.unchecked_into::<Limiter>().limit(&options).await?;
    let success = Reflect::get(&outcome, &"success".into())?.as_bool();
    success.ok_or_else(|| Fault::Unavailable(format!("the limiter {limiter} says nothing")))
}
