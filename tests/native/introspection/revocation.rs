//! Revocation of access tokens. RFC 7009.

use enrol::ports::Limit;
use serde_json::json;

use super::{GRANT, SECRET, is_active, machine, post, token, world};
use crate::support::{Call, Reply};

/// RFC 7009 sections 2.1 and 2.2.
#[test]
fn a_client_gives_its_own_token_back() {
    let world = world();
    let (one, other) = (machine(&world, &json!({})), machine(&world, &json!({})));
    let [token, kept] = [token(&world, &one), token(&world, &one)];
    let revoke = |token: &str, client: &Reply| {
        let parameters = [("token", token), ("token_type_hint", "refresh_token")];
        let call = Call::form("/revoke", &parameters);
        call.basic(&client.text("client_id"), &client.text("client_secret")).to(&world)
    };
    let calls = |token: &str, client: &Reply| {
        let before = world.store_calls.get();
        let reply = revoke(token, client);
        (reply.status(), reply.response.body.len(), world.store_calls.get() - before)
    };
    assert_eq!(calls(&token, &other), calls("x", &other), "nothing is told of the tokens of others, nor by the time");
    assert!(is_active(&token, &world));
    for _ in 0..2 {
        let reply = revoke(&token, &one);
        assert_eq!((reply.status(), reply.header("content-type")), (200, Some("application/json")));
        assert_eq!(reply.json(), json!({}), "some libraries read every answer as JSON");
        assert!(!is_active(&token, &world) && is_active(&kept, &world));
    }
    assert_eq!(revoke(&token, &other).status(), 200, "of what does not count nothing is told");
    for strange in ["x", "a.b.c"] {
        assert_eq!(revoke(strange, &one).status(), 200);
    }
    assert_eq!(post("/revoke", &kept).to(&world).status(), 401);
    assert_eq!(revoke("", &one).refusal().2, "/token");
    assert!(is_active(&kept, &world));
}

/// A token that permits to register is inactive after its revocation, and after its last use.
#[test]
fn a_right_to_register_ends_with_its_token() {
    let world = world();
    let web = json!({"redirect_uris": ["https://app.example/cb"]});
    let right = || Call::token_request(&[GRANT]).basic("api", SECRET).to(&world).text("access_token");
    let (used, returned) = (right(), right());
    assert!(is_active(&used, &world) && is_active(&returned, &world));
    assert_eq!(Call::register(&web).token(&used).to(&world).status(), 201);
    assert!(!is_active(&used, &world));
    assert_eq!(post("/revoke", &returned).basic("api", SECRET).to(&world).status(), 200);
    assert!(!is_active(&returned, &world));
    assert_eq!(Call::register(&web).token(&returned).to(&world).status(), 401);
}

#[test]
fn a_right_that_was_taken_back_counts_no_more() {
    let settings = |scope: &str| json!({"api": {"grant_types": ["client_credentials"], "scope": scope}}).to_string();
    let secrets = format!("api:{SECRET}");
    let with = |clients: &str| [("CLIENTS", clients.to_owned()), ("CLIENT_SECRETS", secrets.clone())];
    let world = world();
    let right = Call::token_request(&[GRANT]).basic("api", SECRET).to(&world).text("access_token");
    let less = with(&settings("dcr:scope"));
    let less: Vec<(&str, &str)> = less.iter().map(|(name, value)| (*name, &**value)).collect();
    let world = world.restarted(&less);
    let web = json!({"redirect_uris": ["https://app.example/cb"]});
    assert_eq!(Call::register(&web).token(&right).to(&world).status(), 401);
}

/// A revocation is a write too.
#[test]
fn revocations_have_a_ceiling() {
    let world = world();
    let client = machine(&world, &json!({}));
    let token = token(&world, &client);
    world.admit(Limit::Registration, 0);
    let revoked = post("/revoke", &token).basic(&client.text("client_id"), &client.text("client_secret")).to(&world);
    assert_eq!((revoked.status(), revoked.text("error")), (429, "temporarily_unavailable".to_owned()));
    assert!(is_active(&token, &world));
}
