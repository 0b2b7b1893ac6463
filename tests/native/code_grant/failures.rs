//! Codes that are redeemed while something that the server needs is down.

use serde_json::json;

use crate::support::users::{app, ask, granted, of_code, of_refresh, redeem, seal, sign_in};
use crate::support::{Down, World};

/// The database fails before anything is made, and nothing is half done.
#[test]
fn without_its_ports_a_code_stays_good() {
    let world = World::new();
    let (client, session) = (app(&world, &json!({})), sign_in(&world));
    redeem(&world, &client, &session, "openid");
    let code = seal(&world, &client.text("client_id"), &granted(&world, &session, "openid"));
    world.down.set(Down::Store);
    assert_eq!(ask(&world, &client, &of_code(&code)).status(), 503);
    world.down.set(Down::Nothing);
    assert_eq!(world.grants.borrow().len(), 1);
    assert_eq!(ask(&world, &client, &of_code(&code)).status(), 200);
    for down in [Down::Sign, Down::Random] {
        let code = seal(&world, &client.text("client_id"), &granted(&world, &session, "openid"));
        world.down.set(down);
        assert_eq!(ask(&world, &client, &of_code(&code)).status(), 503, "{down:?}");
        world.down.set(Down::Nothing);
        assert_eq!(ask(&world, &client, &of_code(&code)).text("error"), "invalid_grant", "the grant was stored");
    }
}

/// The first keys are made before the code is redeemed, and before a refresh token is used.
#[test]
fn without_a_first_key_a_code_stays_good() {
    for down in [Down::Sign, Down::NewKeys] {
        let world = World::new();
        let (client, session) = (app(&world, &json!({})), sign_in(&world));
        let code = seal(&world, &client.text("client_id"), &granted(&world, &session, "openid"));
        world.down.set(down);
        assert_eq!(ask(&world, &client, &of_code(&code)).status(), 503, "{down:?}");
        world.down.set(Down::Nothing);
        let tokens = ask(&world, &client, &of_code(&code));
        assert_eq!(tokens.status(), 200, "{down:?}");
        world.signing_keys.borrow_mut().clear();
        world.down.set(down);
        let token = tokens.text("refresh_token");
        let refresh = of_refresh(&token);
        assert_eq!(ask(&world, &client, &refresh).status(), 503, "{down:?}");
        world.down.set(Down::Nothing);
        let refreshed = ask(&world, &client, &refresh);
        assert_eq!((refreshed.status(), world.grants.borrow().len()), (200, 1), "{down:?}");
        assert!(world.grants.borrow().values().all(|grant| grant.generation == 1), "no use came before");
    }
}
