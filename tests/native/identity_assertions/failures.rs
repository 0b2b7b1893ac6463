//! Exchanges of an assertion while a part of the server is down, or above a limit.

use enrol::ports::Limit;
use serde_json::json;

use super::Company;
use crate::support::Down;

#[test]
fn an_exchange_fails_closed_where_a_part_of_the_server_is_down() {
    let company = Company::new();
    let world = company.world();
    let assertion = company.assertion(&json!({}));
    for down in [
        Down::Store,
        Down::Random,
        Down::Sign,
        Down::Verify,
        Down::Limit(Limit::ClientAssertion),
        Down::Limit(Limit::Assertion),
    ] {
        world.down.set(down);
        let reply = company.request(&assertion, &[]).to(world);
        assert_eq!(reply.status(), 503, "{down:?} {}", reply.line);
        assert!(world.grants.borrow().is_empty(), "{down:?}");
    }
    world.down.set(Down::Nothing);
    assert_eq!(company.request(&assertion, &[]).to(world).status(), 200, "the failures used nothing up");
}

/// Each use is a row, so a client and a network have limits, as for the assertions of clients.
#[test]
fn the_uses_of_assertions_are_limited() {
    for limit in [Limit::ClientAssertion, Limit::Assertion] {
        let company = Company::new();
        company.world().admit(limit, 1);
        assert_eq!(company.exchange(&json!({})).status(), 200);
        let assertion = company.assertion(&json!({}));
        let refused = company.request(&assertion, &[]).to(company.world());
        assert_eq!(refused.status(), 429, "{limit:?}");
        company.world().admit(limit, 1);
        assert_eq!(company.request(&assertion, &[]).to(company.world()).status(), 200, "{limit:?}");
    }
}
