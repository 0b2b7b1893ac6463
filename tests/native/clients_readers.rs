//! The servers that may read clients.

use enrol::ports::Limit;
use serde_json::json;

use crate::authentication::GRANT;
use crate::clients_endpoint::{READER, SECRET, SERVER, beside, read, registered, world};
use crate::support::{Call, World};

#[test]
fn only_a_client_of_the_settings_with_the_right_reads() {
    for world in [beside(), world(&[])] {
        let client = registered(&world, &json!({}));
        let path = format!("/clients/{}", client.text("client_id"));
        for (call, status) in [
            (Call::get(&path), 401),
            (Call::get(&path).basic("login", "x"), 401),
            (Call::get(&path).basic("nobody", SECRET), 401),
            (Call::get(&path).header("authorization", "Basic %"), 401),
            (Call::get(&path).basic(&client.text("client_id"), &client.text("client_secret")), 401),
            (Call::get(&path).token(&client.text("registration_access_token")), 401),
            (Call::get(&path).token("x"), 401),
            (Call::form(&format!("{path}/authenticate"), &[]).basic("login", "x"), 401),
            (Call::form(&path, &[]).basic("login", SECRET), 405),
            (Call::get(&format!("{path}/authenticate")).basic("login", SECRET), 405),
        ] {
            assert_eq!(call.to(&world).status(), status, "{path}");
        }
        world.admit(Limit::Failure, 0);
        assert_eq!(Call::get(&path).basic("login", "x").to(&world).status(), 429);
        world.admit(Limit::Failure, 9);
        assert_eq!(Call::get(&path).basic("login", "x").to(&world).status(), 429, "locked out");
        assert_eq!(Call::get(&path).basic("login", SECRET).to(&world).status(), 200, "the right secret never is");
    }
    let own = world(&[]);
    let reply = Call::get("/clients/login").basic("other", &format!("{SECRET}x")).to(&own);
    assert_eq!((reply.status(), reply.text("error")), (403, "insufficient_scope".to_owned()));
    assert_eq!(Call::get("/clients/other").basic("login", SECRET).to(&own).text("scope"), "dcr reports");
}

/// RFC 9068 section 4: a token is for one purpose.
#[test]
fn a_token_with_the_right_is_for_this_endpoint_alone() {
    let world = world(&[]);
    let client = registered(&world, &json!({}));
    let path = format!("/clients/{}", client.text("client_id"));
    let reads = |token: &str| Call::get(&path).token(token).to(&world).status();
    let endpoint = ("resource", "https://as.example/clients");
    for parameters in [&[][..], &[("scope", "clients:read")], &[endpoint], &[("scope", "clients:read"), endpoint]] {
        let token = token("login", SECRET, parameters, &world);
        assert_eq!(reads(&token), 200, "{parameters:?}");
        assert_eq!(Call::register(&json!({})).token(&token).to(&world).status(), 401, "{parameters:?}");
    }
    let other = format!("{SECRET}x");
    for parameters in [&[("scope", "dcr")][..], &[("scope", "reports")]] {
        let token = token("other", &other, parameters, &world);
        assert_eq!(reads(&token), 401, "{parameters:?}");
    }
    for (id, secret, parameters) in [
        ("login", SECRET, &[("scope", "clients:read"), ("resource", "https://as.example")][..]),
        ("login", SECRET, &[("resource", "https://as.example/register")]),
        ("other", &*other, &[endpoint]),
        ("other", &*other, &[("scope", "clients:read")]),
        ("other", &*other, &[("scope", "dcr reports")]),
    ] {
        let reply = Call::token_request(&[&[GRANT], parameters].concat()).basic(id, secret).to(&world);
        assert_eq!(reply.status(), 400, "{id} {parameters:?}");
    }
    let right = token("login", SECRET, &[], &world);
    let world =
        world.restarted(&[(READER[0].0, &READER[0].1.replace("clients:read", "clients:read:x reports")), READER[1]]);
    assert_eq!(Call::get(&path).token(&right).to(&world).status(), 404, "nobody reads clients here");
}

#[test]
fn without_a_reader_there_is_no_such_endpoint() {
    for world in [World::new(), World::with(&[("AUTHORIZATION_SERVER", SERVER)])] {
        for call in [Call::get("/clients/login").basic("login", SECRET), Call::form("/clients/login/authenticate", &[])]
        {
            assert_eq!(call.to(&world).status(), 404);
        }
    }
}

/// A reader needs nothing of what clients may register.
#[test]
fn a_reader_is_defined_whatever_clients_may_be() {
    let settings = [
        ("AUTHORIZATION_SERVER", SERVER),
        ("GRANT_TYPES_SUPPORTED", "authorization_code refresh_token"),
        ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "none private_key_jwt"),
    ];
    let world = world(&settings);
    let client = registered(&world, &json!({"token_endpoint_auth_method": "none"}));
    assert_eq!(read(&client.text("client_id"), &world).status(), 200);
    assert_eq!(read("other", &world).status(), 404, "other clients of the settings have no use here");
}

fn token(id: &str, secret: &str, parameters: &[(&str, &str)], world: &World) -> String {
    Call::token_request(&[&[GRANT], parameters].concat()).basic(id, secret).to(world).text("access_token")
}
