//! Responses, and readers of what they contain.

use enrol::http::Response;
use serde_json::Value;

/// A response and its line in the log.
pub struct Reply {
    /// The response.
    pub response: Response,
    /// The line in the log.
    pub line: String,
}

impl Reply {
    /// Returns the status code.
    pub fn status(&self) -> u16 {
        self.response.status.0
    }

    /// Returns a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.header(name)
    }

    /// Returns the body, which is JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.response.body).expect("a JSON body")
    }

    /// Returns a member of the body; `null` if it is absent.
    pub fn member(&self, name: &str) -> Value {
        self.json().get(name).cloned().unwrap_or(Value::Null)
    }

    /// Returns a member of the body that is a string.
    pub fn text(&self, name: &str) -> String {
        self.member(name).as_str().expect("a string").to_owned()
    }

    /// Returns status, code and pointer of a refusal.
    pub fn refusal(&self) -> (u16, String, String) {
        assert!(self.status() >= 400, "not refused: {}", self.json());
        let pointer = self.member("pointer").as_str().unwrap_or("no pointer").to_owned();
        (self.status(), self.text("error"), pointer)
    }

    /// Returns the body as an update sends it back: without the members that only the server sets. RFC 7592 section 2.2.
    pub fn resubmitted(&self) -> Value {
        let Value::Object(mut members) = self.json() else { panic!("an object") };
        for name in
            ["client_id_issued_at", "client_secret_expires_at", "registration_access_token", "registration_client_uri"]
        {
            members.remove(name);
        }
        Value::Object(members)
    }
}
