//! The form of bounds in rows and in sealed identifiers.

use enrol::model::Bounds;
use serde_json::{Value, json};

/// Identifiers given out and rows hold bounds in this form: the names, the order and the values stay as they are.
#[test]
fn stored_bounds_are_written_as_they_were_read() {
    for bounds in [
        json!({}),
        json!({"grant_types": [], "redirect_hosts": [], "rights": [], "scope": [], "software_id": [], "templates": []}),
        json!({
            "grant_types": ["refresh_token", "authorization_code", "of_another_server"],
            "locked": ["scope", "client_name"],
            "owners": ["ops@example.com"],
            "redirect_hosts": ["example.com", "::1"],
            "rights": ["dcr:scope", "dcr:grant:client_credentials"],
            "scope": ["write", "read", "read"],
            "self_asserted": [],
            "software_id": ["app", ""],
            "statement_issuers": ["https://directory.example"],
            "statements": ["4711"],
            "templates": ["portal", "mobile"],
            "token_endpoint_auth_method": ["none", "of_another_server"],
            "unique": ["https://directory.example app"],
        }),
        json!({"locked": [], "statement_issuers": ["https://directory.example"]}),
    ] {
        let stored = bounds.as_object().unwrap();
        let written = Bounds::restore(stored.clone()).unwrap().write();
        assert_eq!(Value::Object(written).to_string(), bounds.to_string());
    }
}

#[test]
fn bounds_that_cannot_be_read_do_not_pass_for_none() {
    for bounds in [
        json!({"hosts": []}),
        json!({"vouched_scope": ["openid"]}),
        json!({"scope": "openid"}),
        json!({"scope": [1]}),
        json!({"scope": null}),
        json!({"owners": []}),
        json!({"owners": ["a", "b"]}),
        json!({"locked": []}),
        json!({"statement_issuers": ["https://a.example"]}),
        json!({"self_asserted": []}),
        json!({"unique": ["https://a.example app"]}),
        json!({"statement_issuers": ["a", "b"], "locked": []}),
        json!({"statement_issuers": ["a"], "locked": [], "unique": []}),
    ] {
        assert!(Bounds::restore(bounds.as_object().unwrap().clone()).is_err(), "{bounds}");
    }
}
