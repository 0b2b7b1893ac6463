//! Epochs at the admin API.

use enrol::http::Method;
use enrol::ports::Clock;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{asking, get, problem, registered, use_client, world};
use crate::support::{Reply, World};

const PATH: &str = "/epochs";

fn begin(body: &Value, world: &World) -> Reply {
    asking(Method::Post, PATH, world).json(body).to(world)
}

fn lift(query: &str, world: &World) -> Reply {
    asking(Method::Delete, &format!("{PATH}?{query}"), world).to(world)
}

#[test]
fn an_epoch_refuses_the_clients_of_its_kind_until_it_is_lifted() {
    for (kind, query) in [(json!({"software_id": "a b"}), "software_id=a%20b"), (json!({"all": true}), "all=true")] {
        let world = world(&[]);
        let old = registered(&json!({"software_id": "a b"}), &world);
        let reply = begin(&kind, &world);
        let mut expected = kind.clone();
        expected["since"] = json!(world.now().0 + 1);
        assert_eq!((reply.status(), reply.json()), (201, expected.clone()));
        assert_eq!(get(PATH, &world).json(), json!({"epochs": [expected]}));
        assert_eq!(use_client(&old, &world).status(), 401);
        world.wait(Seconds(1));
        assert_eq!(use_client(&registered(&json!({"software_id": "a b"}), &world), &world).status(), 200);

        world.wait(Seconds(9));
        let later = begin(&kind, &world).json();
        assert_eq!(later["since"], json!(world.now().0 + 1), "it goes on");
        assert_eq!(lift(query, &world).status(), 204);
        assert_eq!(use_client(&old, &world).status(), 200);
        assert_eq!(problem(&lift(query, &world)).0, 404);
        assert_eq!(get(PATH, &world).json(), json!({"epochs": []}));
    }
}

#[test]
fn an_epoch_never_goes_back() {
    let world = world(&[]);
    let ahead = world.now().after(Seconds(100));
    world.epochs.borrow_mut().insert("template mobile".to_owned(), ahead);
    assert_eq!(begin(&json!({"template": "mobile"}), &world).json()["since"], ahead.0);
}

#[test]
fn an_epoch_is_about_one_kind_of_clients() {
    let world = world(&[]);
    for (body, place) in [
        (json!({}), "#"),
        (json!({"software_id": "a", "template": "b"}), "#"),
        (json!({"all": false}), "#/all"),
        (json!({"all": "true"}), "#/all"),
        (json!({"software_id": ""}), "#/software_id"),
        (json!({"software_id": 1}), "#/software_id"),
        (json!({"software_id": "a".repeat(2049)}), "#/software_id"),
        (json!({"unused": "x"}), "#/unused"),
    ] {
        assert_eq!(problem(&begin(&body, &world)), (400, "invalid_request".to_owned(), place.to_owned()), "{body}");
    }
    for (query, place) in [("", "#"), ("all=yes", "#/all"), ("client=x", "#/client"), ("all=true&template=a", "#")] {
        assert_eq!(problem(&lift(query, &world)), (400, "invalid_request".to_owned(), place.to_owned()), "{query}");
    }
    assert_eq!(get(PATH, &world).json(), json!({"epochs": []}));
}
