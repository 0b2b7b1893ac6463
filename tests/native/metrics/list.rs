//! The counts at the admin API.

use enrol::unit::{Seconds, Timestamp};
use serde_json::{Value, json};

use crate::support::{Call, Down, Reply, World, run, start};
use enrol::metrics::{self, Storing};

const SECRET: &str = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// An hour that is the first of its day.
const MIDNIGHT: u64 = 1_799_971_200;

fn world(scope: &str) -> World {
    let clients = json!({"ops": {"grant_types": ["client_credentials"], "scope": scope}}).to_string();
    let secrets = format!("ops:{SECRET}");
    World::of(start(&[("CLIENTS", &*clients), ("CLIENT_SECRETS", &*secrets)]))
}

fn ask(query: &str, world: &World) -> Reply {
    let token = Call::form("/token", &[("grant_type", "client_credentials")]).basic("ops", SECRET).to(world);
    Call::get(&format!("/admin/v1/metrics{query}")).token(&token.text("access_token")).to(world)
}

/// A world with counts of three hours of two days, and nothing else.
fn counted() -> World {
    let world = world("admin:metrics:read");
    for (hour, names) in [(22, &["a", "b"][..]), (23, &["a"]), (24, &["a", "other name"])] {
        world.now.set(Timestamp(MIDNIGHT + hour * 3600 + 1800));
        for name in names {
            let asked = json!({"client_name": name, "redirect_uris": ["https://app.example/cb"]});
            assert_eq!(Call::register(&asked).to(&world).status(), 201);
        }
    }
    assert_eq!(run(metrics::store(Storing::Now, &world)), None);
    world
}

fn listed(query: &str, world: &World) -> Vec<(u64, String, u64)> {
    let reply = ask(query, world);
    assert_eq!(reply.status(), 200, "{}", reply.json());
    let counts = reply.json()["counts"].as_array().unwrap().clone();
    let hour = |count: &Value| (count["at"].as_u64().unwrap() - MIDNIGHT) / 3600;
    let key = |count: &Value| format!("{} {}", count["metric"].as_str().unwrap(), count["key"].as_str().unwrap());
    counts.iter().map(|count| (hour(count), key(count), count["count"].as_u64().unwrap())).collect()
}

fn rows(expected: &[(u64, &str, u64)]) -> Vec<(u64, String, u64)> {
    expected.iter().map(|(hour, key, count)| (*hour, (*key).to_owned(), *count)).collect()
}

#[test]
fn counts_are_listed_by_hour_or_by_day_within_the_conditions() {
    let world = counted();
    let of_software = rows(&[
        (22, "software a", 1),
        (22, "software b", 1),
        (23, "software a", 1),
        (24, "software a", 1),
        (24, "software other name", 1),
    ]);
    assert_eq!(listed("?metric=software", &world), of_software);
    let of_days =
        rows(&[(0, "software a", 2), (0, "software b", 1), (24, "software a", 1), (24, "software other name", 1)]);
    assert_eq!(listed("?metric=software&by=day", &world), of_days);
    let (since, until) = (MIDNIGHT + 23 * 3600, MIDNIGHT + 24 * 3600);
    let mut of_one_hour = listed(&format!("?since={since}&until={until}&by=hour"), &world);
    let sealed = of_one_hour.remove(3);
    assert!(sealed.1.starts_with("sealed_client s"), "{sealed:?}");
    assert_eq!(
        of_one_hour,
        rows(&[
            (23, "redirect_host app.example", 1),
            (23, "registrant nobody", 1),
            (23, "registration registered", 1),
            (23, "software a", 1),
        ])
    );
}

#[test]
fn a_list_comes_in_pages() {
    let world = counted();
    for by in ["hour", "day"] {
        let whole = listed(&format!("?by={by}"), &world);
        let (mut pages, mut after) = (Vec::new(), String::new());
        loop {
            let query = format!("?by={by}&limit=2{after}");
            pages.extend(listed(&query, &world));
            let next = ask(&query, &world).json()["next"].as_str().map(str::to_owned);
            let Some(next) = next else { break };
            after = format!("&after={}", next.replace(' ', "+"));
        }
        assert_eq!(pages, whole, "{by}");
    }
}

#[test]
fn a_condition_that_is_none_is_refused() {
    let world = world("admin:metrics");
    for (query, pointer) in [
        ("?by=week", "#/by"),
        ("?metric=clients", "#/metric"),
        ("?since=-1", "#/since"),
        ("?until=now", "#/until"),
        ("?after=1", "#/after"),
        ("?after=1+software", "#/after"),
        ("?after=1+clients+a", "#/after"),
        ("?after=x+software+a", "#/after"),
        ("?limit=0", "#/limit"),
        ("?kind=a", "#/kind"),
    ] {
        let reply = ask(query, &world);
        assert_eq!((reply.status(), reply.json()["errors"][0]["pointer"].as_str()), (400, Some(pointer)), "{query}");
    }
}

#[test]
fn the_right_to_read_the_counts_is_one_of_its_own() {
    for (scope, status) in [
        ("admin", 200),
        ("admin:read", 200),
        ("admin:metrics", 200),
        ("admin:metrics:read", 200),
        ("admin:clients", 403),
        ("admin:audit:read", 403),
    ] {
        assert_eq!(ask("", &world(scope)).status(), status, "{scope}");
    }
    let world = world("admin:metrics");
    let token = Call::form("/token", &[("grant_type", "client_credentials")]).basic("ops", SECRET).to(&world);
    let call = || Call::get("/admin/v1/metrics").token(&token.text("access_token"));
    assert_eq!(call().to(&world).json(), json!({"counts": []}));
    world.wait(Seconds(1));
    world.down.set(Down::Store);
    assert_eq!(call().to(&world).status(), 503);
}
