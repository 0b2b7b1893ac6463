//! From the core's response to the platform's.

use worker::{Headers, ResponseBuilder};

use crate::http::Response;

/// Converts a response.
pub fn response(response: Response) -> worker::Result<worker::Response> {
    let headers = Headers::new();
    for (name, value) in &response.headers {
        headers.set(name, value)?;
    }
    let builder = ResponseBuilder::new().with_status(response.status.0).with_headers(headers);
    Ok(if response.body.is_empty() { builder.empty() } else { builder.fixed(response.body) })
}
