//! The database replica that clients are read from.

use enrol::http::Method;
use enrol::policy::ClientReads;
use serde_json::json;

use crate::support::{Call, World};

/// Requirement H51: a change always reads the primary; a token request may read a replica.
#[test]
fn only_who_changes_nothing_may_read_a_copy() {
    for (setting, expected) in [("primary", ClientReads::Primary), ("replica", ClientReads::Replica)] {
        let world = World::with(&[("CLIENT_STORAGE", "sealed"), ("CLIENT_READS", setting)]);
        let client = Call::register(&json!({"grant_types": ["client_credentials"]})).to(&world);
        let (id, secret) = (client.text("client_id"), client.text("client_secret"));
        let call = Call::token_request(&[("grant_type", "client_credentials")]).basic(&id, &secret);
        let issued = call.to(&world).text("access_token");
        let asked = Call::form("/introspect", &[("token", &issued)]).basic(&id, &secret).to(&world);
        assert_eq!(asked.member("active"), json!(true));
        assert_eq!(world.reads.take(), [expected; 3]);
        Call::manage(Method::Get, &client).to(&world);
        Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
        Call::manage(Method::Delete, &client).to(&world);
        assert_eq!(world.reads.take(), [ClientReads::Primary; 3]);
    }
}
