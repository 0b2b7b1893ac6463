//! The bindings of the Worker by their names, and what they are asked.

use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;

use crate::edge::host;
use crate::edge::task::settled;
use crate::error::Fault;
use crate::json;
use crate::policy::ClientReads;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    fn property(of: &JsValue, name: &str) -> Result<JsValue, JsValue>;
}

/// Everything the platform throws is a passing fault of its own.
impl From<JsValue> for Fault {
    fn from(error: JsValue) -> Self {
        let message = property(&error, "message").ok().and_then(|message| message.as_string());
        Self::Unavailable(message.unwrap_or_else(|| format!("{error:?}")))
    }
}

/// A statement and its parameters.
pub type Statement = (&'static str, Vec<Value>);

/// Runs statements in one transaction, at the primary, or where the copy is that is nearest; the rows of each.
pub async fn transact(env: &JsValue, statements: Vec<Statement>, reads: ClientReads) -> Result<Vec<Vec<Value>>, Fault> {
    let may_read_copy = match reads {
        ClientReads::Primary => false,
        ClientReads::Replica => true,
    };
    let pair = |(sql, parameters): Statement| Value::from(vec![Value::from(sql), Value::Array(parameters)]);
    let statements: Value = statements.into_iter().map(pair).collect();
    let text = settled(&host::transact(env, may_read_copy, &statements.to_string())?).await?.as_string();
    let broken = || Fault::Broken("the database answered with something else than rows".to_owned());
    let Some(Value::Array(results)) = text.as_deref().and_then(json::parse_trusted) else { return Err(broken()) };
    let rows = results.into_iter().map(|result| match result {
        Value::Array(rows) => Ok(rows),
        _ => Err(broken()),
    });
    rows.collect()
}

/// The text of a key.
pub async fn recall(env: &JsValue, namespace: &str, key: &str) -> Result<Option<String>, Fault> {
    Ok(settled(&host::recall(env, namespace, key)?).await?.as_string())
}

/// Puts a text under a key for so many seconds.
pub async fn keep(env: &JsValue, namespace: &str, key: &str, text: &str, seconds: f64) -> Result<(), Fault> {
    settled(&host::keep(env, namespace, key, text, seconds)?).await?;
    Ok(())
}

/// Whether one more of this key is within a limit.
pub async fn is_within(env: &JsValue, limiter: &str, key: &str) -> Result<bool, Fault> {
    let success = settled(&host::count(env, limiter, key)?).await?.as_bool();
    success.ok_or_else(|| Fault::Unavailable(format!("the limiter {limiter} says nothing")))
}
