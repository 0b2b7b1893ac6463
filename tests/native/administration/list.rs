//! The list of clients: its conditions and pages.

use enrol::http::Method;
use enrol::model::{ClientId, RegisteredClient};
use enrol::ports::Clock;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{asking, get, post, problem, registered, use_client, world};
use crate::support::World;

fn listed(query: &str, world: &World) -> Vec<Value> {
    let reply = get(&format!("/clients?{query}"), world);
    assert_eq!(reply.status(), 200, "{query}: {}", reply.json());
    reply.json()["clients"].as_array().unwrap().clone()
}

fn names(query: &str, world: &World) -> Vec<String> {
    let mut names: Vec<String> =
        listed(query, world).iter().map(|it| it["client_name"].as_str().unwrap_or("-").to_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_sealed_client_is_listed_once_it_is_used() {
    let world = world(&[]);
    let client = registered(&json!({"client_name": "My app", "software_id": "app"}), &world);
    assert_eq!(listed("", &world), Vec::<Value>::new(), "a registration stores nothing");
    use_client(&client, &world);
    let expected = json!([{
        "client_id": client.text("client_id"), "state": "active", "client_name": "My app", "software_id": "app",
        "redirect_host": "app.example", "first_used_at": world.now().0, "last_used_at": world.now().0,
    }]);
    assert_eq!(Value::from(listed("", &world)), expected);
}

#[test]
fn clients_are_found_by_what_they_are() {
    let world = world(&[
        ("CLIENT_STORAGE", "stored"),
        ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "client_secret_basic tls_client_auth"),
    ]);
    registered(&json!({"client_name": "Photo Album", "software_id": "album"}), &world);
    let notes =
        registered(&json!({"client_name": "Notes", "redirect_uris": ["https://Notes.example:8443/cb"]}), &world);
    let subject = "CN=bank.example,O=Bank";
    registered(
        &json!({"client_name": "Bank", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": subject}),
        &world,
    );
    let gone = registered(&json!({"client_name": "Gone"}), &world);
    let start = world.now();
    world.wait(Seconds(100));
    use_client(&notes, &world);
    post(&format!("/clients/{}/disable", notes.text("client_id")), &world);
    asking(Method::Delete, &format!("/clients/{}", gone.text("client_id")), &world).to(&world);
    let rows = [
        ("", &["-", "Bank", "Notes", "Photo Album"][..]),
        ("client_name=photo", &["Photo Album"]),
        ("client_name=O%20A", &["Photo Album"]),
        ("client_name=x", &[]),
        ("software_id=album", &["Photo Album"]),
        ("software_id=alb", &[]),
        ("redirect_host=NOTES.example", &["Notes"]),
        ("redirect_host=example", &[]),
        ("certificate_subject=CN%3Dbank.example%2CO%3DBank", &["Bank"]),
        ("state=disabled", &["Notes"]),
        ("state=deleted", &["-"]),
        ("state=active", &["Bank", "Photo Album"]),
        ("state=active&client_name=bank", &["Bank"]),
        ("owner=u1", &[]),
        ("template=mobile", &[]),
        ("statement_issuer=https%3A%2F%2Fa.example", &[]),
        (&format!("used_since={}", start.0 + 1), &["Notes"]),
        (&format!("used_since={}", start.0 + 101), &[]),
        (&format!("used_before={}&state=disabled", start.0 + 100), &[]),
        (&format!("used_before={}&state=disabled", start.0 + 101), &["Notes"]),
        (&format!("used_before={}&state=active", start.0), &["Bank", "Photo Album"]),
    ];
    for (query, expected) in rows {
        assert_eq!(names(query, &world), expected, "{query}");
    }
}

#[test]
fn pages_follow_each_other_until_the_last() {
    let world = world(&[("CLIENT_STORAGE", "stored")]);
    for number in 0..5 {
        registered(&json!({"client_name": format!("App {number}")}), &world);
    }
    let (mut seen, mut query, mut pages) = (Vec::new(), "limit=2".to_owned(), 0);
    loop {
        let body = get(&format!("/clients?{query}"), &world).json();
        seen.extend(body["clients"].as_array().unwrap().iter().map(|it| it["client_id"].as_str().unwrap().to_owned()));
        pages += 1;
        let Some(next) = body["next"].as_str() else { break };
        query = format!("limit=2&after={next}");
    }
    assert_eq!((seen.len(), pages), (5, 3));
    assert!(seen.is_sorted(), "{seen:?}");
}

#[test]
fn a_page_looks_at_a_bounded_number_of_clients() {
    let world = world(&[("CLIENT_STORAGE", "stored")]);
    registered(&json!({"client_name": "First"}), &world);
    let first = world.clients().pop().unwrap();
    for number in 0..2_000 {
        let id = ClientId::parse(&format!("czz{number:019}A")).unwrap();
        world.put(RegisteredClient { id, ..first.clone() });
    }
    let body = get("/clients?client_name=nobody", &world).json();
    assert_eq!(body["clients"], json!([]));
    let rest = get(&format!("/clients?client_name=nobody&after={}", body["next"].as_str().unwrap()), &world).json();
    assert_eq!(rest, json!({"clients": []}));
}

#[test]
fn a_condition_that_is_not_understood_is_refused_at_its_place() {
    let world = world(&[]);
    for (query, place) in [
        ("limit=0", "#/limit"),
        ("limit=201", "#/limit"),
        ("limit=x", "#/limit"),
        ("state=gone", "#/state"),
        ("used_since=yesterday", "#/used_since"),
        ("used_since=4294967296", "#/used_since"),
        ("used_before=-1", "#/used_before"),
        ("used_before=18446744073709551615", "#/used_before"),
        ("name=x", "#/name"),
        ("owner=a&owner=b", "#/owner"),
        (&format!("owner={}", "a".repeat(1025)), "#/owner"),
    ] {
        let reply = get(&format!("/clients?{query}"), &world);
        assert_eq!(problem(&reply), (400, "invalid_request".to_owned(), place.to_owned()), "{query}");
    }
}
