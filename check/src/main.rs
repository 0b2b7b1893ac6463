//! Answers questions of the command line with the code of the server, so that each rule is written once.
//!
//! Usage: `enrol-check KIND`. Standard input holds the question as JSON, because a question can hold secrets. Standard
//! output holds the answer as JSON: `{"value": ...}`, or `{"refusal": "..."}` for a value that the server refuses.

mod audit;
mod key;
mod registration;
mod settings;
mod statement;
mod user;

use std::io;
use std::process::ExitCode;

use serde_json::{Value, json};

/// The value of an answer, or why the server refuses it.
type Answer = Result<Value, String>;

fn main() -> ExitCode {
    let kind = std::env::args().nth(1).unwrap_or_default();
    let question = io::read_to_string(io::stdin()).ok().and_then(|text| serde_json::from_str(&text).ok());
    match question.and_then(|question: Value| answer(&kind, &question)) {
        Some(Ok(value)) => println!("{}", json!({"value": value})),
        Some(Err(refusal)) => println!("{}", json!({"refusal": refusal})),
        None => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}

/// Answers a question of a kind; `None` if there is no such kind, or the question has another form.
fn answer(kind: &str, question: &Value) -> Option<Answer> {
    match kind {
        "audit" => audit::chain(question.as_object()?),
        "bounds" => Some(registration::bounds(question.as_object()?)),
        "claims" => Some(statement::claims(question.as_object()?)),
        "client-id" => Some(registration::client_id(question.as_str()?)),
        "constants" => Some(Ok(settings::constants())),
        "initial-access-tokens" => Some(registration::token_digests(question.as_array()?)),
        "issuer" => Some(settings::issuer(question.as_str()?)),
        "jwks" => Some(statement::jwks(question)),
        "key-name" => Some(key::name(question.as_str()?)),
        "local-user" => Some(user::username(question.as_str()?)),
        "master-secret" => Some(key::names(question.as_str()?)),
        "password-hash" => user::password(question.as_object()?),
        "reset-code" => user::reset_code(question.as_str()?),
        "settings" => Some(Ok(settings::fault(question.as_object()?))),
        "statement-issuer" => statement::issuer(question),
        "user-id" => user::user_id(question.as_str()?),
        _ => None,
    }
}
