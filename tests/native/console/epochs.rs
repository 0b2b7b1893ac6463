//! Epochs in the console.

use enrol::unit::Seconds;
use serde_json::json;

use super::{operator, send, world};
use crate::support::Call;
use crate::support::visitor::html;

#[test]
fn an_epoch_refuses_its_clients_until_it_is_lifted() {
    let world = world(&[]);
    let members = json!({"software_id": "ledger & co", "grant_types": ["client_credentials"]});
    let client = Call::register(&members).to(&world);
    let ask = || {
        let form = [("grant_type", "client_credentials")];
        Call::form("/token", &form).basic(&client.text("client_id"), &client.text("client_secret")).to(&world).status()
    };
    world.wait(Seconds(5));
    let visitor = operator(&world);
    let begin = [("action", "begin"), ("kind", "software_id"), ("name", " ledger & co ")];
    let reply = send(&visitor, "/console/epochs", &begin);
    let page = html(&visitor.get(reply.header("location").unwrap()));
    assert!(page.contains("that have registered until now are refused") && page.contains("ledger &amp; co"), "{page}");
    assert_eq!(ask(), 401);
    let lift = [("action", "lift"), ("epoch", "software_id ledger & co")];
    for word in ["lifted", "nothing"] {
        let location = send(&visitor, "/console/epochs", &lift).header("location").unwrap().to_owned();
        assert_eq!(location, format!("https://as.example/console/epochs?done={word}"));
    }
    assert_eq!(ask(), 200);
    assert!(html(&visitor.get("/console/epochs")).contains("There is none."));
}

#[test]
fn an_epoch_of_nothing_is_refused() {
    let world = world(&[]);
    let visitor = operator(&world);
    for (kind, name) in [("software_id", ""), ("owner", "x"), ("", "x"), ("template", " ")] {
        let reply = send(&visitor, "/console/epochs", &[("action", "begin"), ("kind", kind), ("name", name)]);
        assert!(reply.status() == 400 && html(&reply).contains("There is a problem"), "{kind} {name}: {}", reply.line);
    }
    assert!(html(&visitor.get("/console/epochs")).contains("There is none."));
    assert_eq!(send(&visitor, "/console/epochs", &[("action", "other")]).status(), 400);
    let all = send(&visitor, "/console/epochs", &[("action", "begin"), ("kind", "all"), ("name", "ignored")]);
    assert!(html(&visitor.get(all.header("location").unwrap())).contains("all clients"));
}
