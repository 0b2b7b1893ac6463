//! The form of bounds in rows and in sealed identifiers.

use std::borrow::Cow;

use enrol::http::Method;
use enrol::model::{Bounds, ClientId, Credentials};
use enrol::sealed_client::{Sealed, open, seal};
use enrol::unit::ByteCount;
use serde_json::{Value, json};

use crate::support::Call;
use crate::support::authority::{Authority, over};

/// Identifiers given out and rows hold bounds in this form: the names, the order and the values stay as they are.
#[test]
fn stored_bounds_are_written_as_they_were_read() {
    for bounds in [
        json!({}),
        json!({"grant_types": [], "redirect_hosts": [], "rights": [], "scope": [], "software_id": [], "templates": []}),
        json!({
            "grant_types": ["refresh_token", "authorization_code", "of_another_server"],
            "introducers": ["https://attest.example"],
            "locked": ["scope", "client_name"],
            "owners": ["ops@example.com"],
            "redirect_hosts": ["example.com", "::1"],
            "rights": ["dcr:scope", "dcr:grant:client_credentials"],
            "scope": ["write", "read", "read"],
            "self_asserted": [],
            "software_id": ["app", ""],
            "statement_issuers": ["https://directory.example"],
            "statements": ["4711"],
            "subject": ["CN=client,O=Example"],
            "subject_attributes": ["2.5.4.97=OFBBR-org-7", "UID=a=b"],
            "templates": ["portal", "mobile"],
            "token_endpoint_auth_method": ["none", "of_another_server"],
            "unique": ["https://directory.example app"],
        }),
        json!({"locked": [], "statement_issuers": ["https://directory.example"]}),
        json!({"statement_issuers": ["https://directory.example"]}),
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
        json!({"introducers": []}),
        json!({"locked": []}),
        json!({"self_asserted": []}),
        json!({"unique": ["https://a.example app"]}),
        json!({"statement_issuers": ["a", "b"], "locked": []}),
        json!({"statement_issuers": ["a"], "locked": [], "unique": []}),
        json!({"subject": []}),
        json!({"subject": ["CN=a", "CN=b"]}),
        json!({"subject_attributes": ["UID"]}),
    ] {
        assert!(Bounds::restore(bounds.as_object().unwrap().clone()).is_err(), "{bounds}");
    }
}

/// The first clients with a statement have no list of locked members where the statement locks nothing.
#[test]
fn a_client_without_a_list_of_locked_members_is_read_and_updated() {
    let authority = Authority::trusted(&json!({"locked": []}), &[("CLIENT_STORAGE", "sealed")]);
    let (world, config) = (&authority.world, authority.world.server.config());
    let given = authority.register(&authority.statement(&json!({})), &json!({}));
    let (client, key) = open(&given.text("client_id"), config.names(), &config.keys).unwrap();
    let mut bounds = client.bounds.clone().unwrap().into_owned();
    assert_eq!(bounds.remove("locked"), Some(json!([])));
    let first = Sealed { bounds: Some(Cow::Owned(bounds)), ..client };
    let id = seal(&first, config.issuer.as_str(), &config.keys, ByteCount(4096)).unwrap();
    let id = ClientId::parse(&id).unwrap();
    let token = Credentials::first(&key, first.issued_at).token(&id, &config.keys).unwrap().reveal();
    let path = format!("/register/{}", id.as_str());
    let read = Call::get(&path).token(&token).to(world);
    assert_eq!(read.status(), 200, "{}", read.json());
    for name in ["Once", "Twice"] {
        let changed = over(&read.resubmitted(), &json!({"client_name": name}));
        let updated = Call::new(Method::Put, &path).token(&token).json(&changed).to(world);
        assert_eq!((updated.status(), updated.text("client_name")), (200, name.to_owned()), "{}", updated.json());
    }
}
