//! The address of a client behind a proxy, which the limits against floods count.

use enrol::ports::Limit;
use enrol::route::Server;
use serde_json::json;

use crate::proxy::{NEXT, SECRET};
use crate::support::certificates::{of_authority, root};
use crate::support::{Call, KEYS, World};

/// Requirement A29: limits count the client that a proven proxy names, and otherwise the connection.
#[test]
fn a_limit_counts_the_address_that_a_proven_proxy_forwards() {
    let authority = root(of_authority("Directory"));
    let authorities = authority.pem();
    let settings = [
        ("CERTIFICATE_HEADER", "client-cert"),
        ("CERTIFICATE_AUTHORITIES", &*authorities),
        ("CLIENT_ADDRESS_HEADER", "x-forwarded-for"),
        ("PROXY_SECRET", SECRET),
    ];
    let counted = |settings: &[(&str, &str)], secret: Option<&str>, list: Option<&str>| {
        let world = World::with(settings);
        let call = Call::register(&json!({})).from("192.0.2.1");
        let call = secret.into_iter().fold(call, |call, it| call.header("enrol-proxy-secret", it));
        list.into_iter().fold(call, |call, it| call.header("x-forwarded-for", it)).to(&world);
        world.counted(Limit::Registration)
    };
    let (proxy, client) = ("192.0.2.1", "198.51.100.7");
    for (secret, list, expected) in [
        (Some(SECRET), Some("198.51.100.7"), client),
        (Some(SECRET), Some("203.0.113.9, 198.51.100.7, 192.0.2.1"), client),
        (Some(SECRET), Some("2001:db8::7"), "2001:db8::/64"),
        (Some(SECRET), Some("unknown"), proxy),
        (Some(SECRET), None, proxy),
        (Some(NEXT), Some("198.51.100.7"), proxy),
        (Some(""), Some("198.51.100.7"), proxy),
        (None, Some("198.51.100.7"), proxy),
    ] {
        assert_eq!(counted(&settings, secret, list), [expected], "{secret:?} {list:?}");
    }
    let without = [settings[0], settings[1], settings[3]];
    assert_eq!(counted(&without, Some(SECRET), Some(client)), [proxy], "off unless the operator turns it on");
    assert_eq!(counted(&[], Some(SECRET), Some(client)), [proxy]);
}

/// Without the proof of a proxy, every client could choose its address.
#[test]
fn the_setting_needs_a_proxy() {
    let fault = Server::start(|name| match name {
        "ISSUER" => Some("https://as.example".to_owned()),
        "MASTER_SECRET" => Some(KEYS[0].to_owned()),
        "CLIENT_ADDRESS_HEADER" => Some("x-forwarded-for".to_owned()),
        _ => None,
    });
    assert_eq!(fault.unwrap_err().setting, "CLIENT_ADDRESS_HEADER");
}
