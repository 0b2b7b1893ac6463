//! Shared code of the programs: each reads its task as JSON from standard input and prints JSON.

use std::error::Error;
use std::fmt::{Display, Write as _};

use oauth2::{HttpRequest, HttpResponse};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads the task, runs it, and prints the outcome; a failure goes to standard error with exit code 1.
pub fn main<T: DeserializeOwned>(run: impl FnOnce(T) -> Result<Value, String>) {
    let outcome = serde_json::from_reader(std::io::stdin()).map_err(|error| told(&error)).and_then(run);
    match outcome {
        Ok(outcome) => println!("{outcome}"),
        Err(problem) => {
            eprintln!("{problem}");
            std::process::exit(1);
        }
    }
}

/// An error with everything that caused it.
pub fn told(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        add(&mut text, error);
        cause = error.source();
    }
    text
}

fn add(text: &mut String, error: impl Display) {
    // Writing to a string cannot fail.
    let _ = write!(text, ": {error}");
}

/// Sends one request and returns the answer, whatever its status.
pub fn send(request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
    let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build();
    let (parts, mut body) = config.new_agent().run(request)?.into_parts();
    Ok(HttpResponse::from_parts(parts, body.read_to_vec()?))
}
