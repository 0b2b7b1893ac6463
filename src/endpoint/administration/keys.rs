//! The key pairs of this server at the admin API: never a private key.

use serde_json::{Map, Value};

use crate::audit::{self, Event, Operator};
use crate::error::Error;
use crate::http::{Request, Response, Status};
use crate::json;
use crate::model::{Config, KeyAlgorithm};
use crate::ports::Ports;
use crate::signing::{self, KeyState};

/// Lists the keys.
pub async fn list(config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let (stored, now) = (ports.signing_keys(None).await?, ports.now());
    let mut keys = Vec::new();
    for key in &stored {
        let used = match key.algorithm {
            KeyAlgorithm::Encryption(_) => "enc",
            KeyAlgorithm::Signing(_) => "sig",
        };
        let state = KeyState::of(key, &stored, &config.keys, now);
        let mut members = Map::new();
        for (name, text) in
            [("kid", &*key.kid), ("algorithm", key.algorithm.name()), ("use", used), ("state", state.name())]
        {
            members.insert(name.to_owned(), Value::from(text));
        }
        let until = signing::end(key, &stored, &config.keys);
        for (name, time) in [("since", Some(key.begins_at)), ("until", until), ("due_at", key.due_at)] {
            if let Some(time) = time {
                members.insert(name.to_owned(), Value::from(time.0));
            }
        }
        keys.push(Value::Object(members));
    }
    Ok(Response::json(Status(200), &json::object([("keys", Value::Array(keys))])))
}

/// Makes the successors of the signing keys that have none yet. They sign one day later.
pub async fn rotate(
    operator: Operator<'_>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let event = Event::by_operator("signing-key-rotation-requested", operator);
    let entry = audit::entry(Some(event), Some(request.peer), config, ports)?;
    let algorithms = config.key_algorithms();
    let mut names = Vec::new();
    for algorithm in &algorithms {
        if matches!(algorithm, KeyAlgorithm::Signing(_)) {
            names.push(algorithm.name());
        }
    }
    let rotated = ports.mark_keys_due(&names, ports.now(), entry).await?;
    signing::rotate(config, ports).await?;
    Ok(Response::json(Status(200), &json::object([("rotated", Value::from(rotated))])))
}
